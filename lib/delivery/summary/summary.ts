import { readManifests } from '../../kit/read-yaml';
import { CRDS } from '../dist/crds';
import type { Manifest } from '../dist/manifest';
import type { Files } from '../render';
import { type Change, compare } from './compare';
import { EFFECTS, type Effect, effectsOf, type Said } from './effects';
import { meshEffects } from './mesh';

const TITLES: Readonly<Record<Effect['effect'], string>> = {
  risky: 'Look closely',
  restarts: 'Restarts',
  traffic: 'Traffic',
  other: 'Also',
};
/** Folders that are no environments: what delivers them, and the CRDs of a cluster. */
const OTHERS: readonly string[] = ['argocd', 'flux', CRDS];
/** kustomize's own file is no object. */
const NO_OBJECT = /(^|\/)kustomization\.yaml$/;
const LONGEST = 40;
/** So many objects with one and the same effect are said as one. */
const MANY = 4;

interface Line {
  readonly effect: Said;
  readonly environments: string[];
}

/** Folder of a file: the environment it belongs to. */
function environmentOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return OTHERS.find((name) => name === folders[0]) ?? folders.join('/');
}

const byEnvironment = (files: Files): ReadonlyMap<string, readonly Manifest[]> => {
  const found = new Map<string, Manifest[]>();
  for (const [path, text] of files) {
    if (NO_OBJECT.test(path)) continue;
    found.set(environmentOf(path), [...(found.get(environmentOf(path)) ?? []), ...(readManifests(text) as Manifest[])]);
  }
  return found;
};

/**
 * What a change of `dist/` does in the clusters, in plain words as Markdown: what to look at closely, what restarts, what happens to traffic.
 * What happens alike in several environments is said once.
 */
export function summarize(before: Files, after: Files): string {
  const [old, fresh] = [byEnvironment(before), byEnvironment(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  const said = new Map<string, Line>();
  const whole: string[] = [];
  for (const name of names) {
    if (!old.has(name)) whole.push(`Environment ${name} is new.`);
    else if (!fresh.has(name)) whole.push(`Environment ${name} is gone.`);
    else
      for (const effect of effectsIn(old.get(name) ?? [], fresh.get(name) ?? [])) {
        const line = said.get(effect.text) ?? { effect, environments: [] };
        if (!line.environments.includes(name)) line.environments.push(name);
        said.set(effect.text, line);
      }
  }
  const lines = [...said.values()];
  if (lines.length === 0 && whole.length === 0) return 'Nothing changes in any cluster.\n';
  const sections = EFFECTS.map((effect) =>
    section(
      effect,
      lines.filter((line) => line.effect.effect === effect),
      names.filter((name) => !OTHERS.includes(name)).length,
    ),
  );
  return `${[...whole, ...sections.filter((text) => text !== '')].join('\n\n')}\n`;
}

/** What a change of one environment does: object by object, then as a whole. */
function effectsIn(before: readonly Manifest[], after: readonly Manifest[]): readonly Said[] {
  const changes = compare(before, after);
  if (changes.length === 0) return [];
  const mesh = meshEffects(before, after);
  const moved = mesh.flatMap(({ text }) => /^requests to (?:.*\/)?(.+?): /.exec(text)?.[1] ?? []);
  return [...mesh, ...changes.filter((change) => !isMoved(change, moved)).flatMap(effectsOf)];
}

/** A route of which only weights changed, when it is said already how the shares of its service moved. */
const isMoved = (change: Change, services: readonly string[]): boolean =>
  change.what === 'changed' &&
  change.fields.every(({ path }) => /\.weight$/.test(path)) &&
  services.some((name) => new RegExp(`"(host|name)":"${name}["-.]`).test(JSON.stringify(change.object)));

function section(effect: Effect['effect'], lines: readonly Line[], count: number): string {
  if (lines.length === 0) return '';
  const where = ({ environments }: Line) =>
    environments.length === count && count > 1 ? 'every environment' : environments.join(', ');
  const alike = grouped(lines, (line) => `${line.effect.kind}${tail(line)}${where(line)}`);
  const shown = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length < MANY)
      return group.map((line) => `- ${line.effect.text} (${where(line)})`);
    return [`- ${group.length} times ${first.effect.kind}, such as ${first.effect.text} (${where(first)})`];
  });
  const more = shown.length > LONGEST ? [`- and ${shown.length - LONGEST} more`] : [];
  return [`### ${TITLES[effect]}`, '', ...shown.slice(0, LONGEST), ...more].join('\n');
}

/** What is said of an object, without its name. */
const tail = ({ effect }: Line): string => effect.text.replace(effect.name, '');

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
