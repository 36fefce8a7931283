import * as library from '../../lib';
import { render } from '../../lib';
import { RENDERED } from '../../lib/environments';
import { defaultEnvironment } from '../../lib/environments/default';
import type { Environment } from '../../lib/installation/environment';

const LONG = 90;
const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in a cell: whole if it is short, else its beginning. */
function shown(value: unknown): string {
  if (value === undefined) return '-';
  const text = JSON.stringify(value, (_key, one) => (typeof one === 'function' ? `${one.name || 'an app'}()` : one));
  const short = text.length > LONG ? `${text.slice(0, LONG)}…` : text;
  return `\`${short.replaceAll('`', "'")}\``.replaceAll('|', '\\|');
}

/** Where two blocks differ, by path. */
function differences(base: unknown, own: unknown, path = ''): readonly (readonly [string, unknown, unknown])[] {
  if (isBlock(base) && isBlock(own))
    return [...new Set([...Object.keys(base), ...Object.keys(own)])].flatMap((key) =>
      differences(base[key], own[key], path === '' ? key : `${path}.${key}`),
    );
  return JSON.stringify(base) === JSON.stringify(own) ? [] : [[path, base, own]];
}

/** The name by which the package exports an environment: by itself, or in a list of profiles. */
function exportOf({ name }: Environment): string {
  const find = (all: Readonly<Record<string, unknown>>) =>
    Object.entries(all).find(([, value]) => isBlock(value) && value['name'] === name && 'gateways' in value)?.[0];
  const own = find(library);
  return own ?? `PROFILE_ENVIRONMENTS.${find(library.PROFILE_ENVIRONMENTS)}`;
}

/** What the files of an environment hold: each file with its kinds, and how many of each. */
function written(environment: Environment): readonly string[] {
  const files = [...render([environment])].filter(([path]) => path.startsWith(`${environment.name}/`));
  return files.map(([path, text]) => {
    const kinds = [...text.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind ?? '');
    const counted = [...new Set(kinds)].sort().map((kind) => {
      const count = kinds.filter((one) => one === kind).length;
      return count === 1 ? kind : `${count} ${kind}`;
    });
    return `| \`${path.slice(environment.name.length + 1).replace('.k8s.yaml', '')}\` | ${counted.join(', ')} |`;
  });
}

function section(environment: Environment): string {
  const { name, purpose } = environment;
  const isBase = name === defaultEnvironment.name;
  const found = differences(defaultEnvironment, environment).filter(([path]) => !['name', 'purpose'].includes(path));
  const table = [
    'Differs from `default`:',
    '',
    '| setting | `default` | here |',
    '| --- | --- | --- |',
    ...found.map(([path, base, own]) => `| \`${path}\` | ${shown(base)} | ${shown(own)} |`),
    '',
  ];
  return [
    `## ${name}`,
    '',
    `${purpose} In the package: \`${exportOf(environment)}\`.`,
    '',
    ...(isBase ? [] : table),
    '| file | objects |',
    '| --- | --- |',
    ...written(environment),
    '',
  ].join('\n');
}

/** The page of all environments that the library brings: what each is for, what it writes, and how it differs from Istio's default. */
export const environmentsPage = (): string => `# Environments

\`override(production, { ... })\` makes one of your own of any of them: [Environments of your own](../guides/environments.md).

| environment | what it is for |
| --- | --- |
${RENDERED.map(({ name, purpose }) => `| [${name}](#${name}) | ${purpose} |`).join('\n')}

${RENDERED.map(section).join('\n')}`;
