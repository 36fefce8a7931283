import { asName, DATA_PLANES, ENTRIES, type InitOptions } from './options';

type Answer<T> = T | symbol;

/** Asks on a terminal what no flag says; nothing where the user gives up. */
export async function asked(given: Partial<InitOptions>, known: InitOptions): Promise<InitOptions | undefined> {
  const { cancel, confirm, intro, isCancel, select, text } = await import('@clack/prompts');
  intro('A repository for your mesh');
  const questions: { readonly [K in keyof InitOptions]?: () => Promise<Answer<string | boolean>> } = {
    name: () => text({ message: 'Name of the mesh', initialValue: known.name }),
    revision: () =>
      text({ message: 'Revision of the control plane (empty: the only one)', defaultValue: '', placeholder: '1-31-1' }),
    entry: () =>
      select({
        message: 'How do requests come in?',
        options: ENTRIES.map((value) => ({
          value,
          label: value === 'node-ports' ? 'fixed ports of every node' : 'a load balancer',
        })),
      }),
    dataPlane: () =>
      select({
        message: 'Where do proxies run?',
        options: DATA_PLANES.map((value) => ({
          value,
          label: value === 'sidecar' ? 'a sidecar in each pod' : 'ambient: one on each node',
        })),
      }),
    argoCd: () => confirm({ message: 'Does Argo CD bring dist/ into the cluster?', initialValue: known.argoCd }),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(questions)) {
    if (given[name as keyof InitOptions] !== undefined) continue;
    const answer = await question();
    if (isCancel(answer)) {
      cancel('nothing is written');
      return undefined;
    }
    answers[name] = name === 'name' ? asName(String(answer)) : answer;
  }
  return { ...known, ...answers };
}
