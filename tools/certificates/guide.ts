import { blocksIn, commandsOf, pages } from '../../test/documents';
import { must } from './installed';

const PAGE = 'docs/guides/certificates.md';

/** The commands below a heading of the guide, in its order, as they are written. @throws Error where there are none */
export function commandsBelow(heading: string): readonly string[] {
  const [, text = ''] = (pages.get(PAGE) ?? '').split(new RegExp(`^##+ ${heading}$`, 'm'));
  const commands = blocksIn(text.split(/^##/m)[0] ?? '').flatMap(commandsOf);
  if (commands.length === 0) throw new Error(`${PAGE} has no command below "${heading}"`);
  return commands;
}

/** Types commands in a folder, as a reader does. @throws Error with what the first that fails has said */
export async function types(commands: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const command of commands) await must(env, 'bash', '-ec', `cd '${folder}'\n${command}`);
}
