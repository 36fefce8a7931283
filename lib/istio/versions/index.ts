import { override } from '../../kit/override';
import { RELEASES } from './releases';
import type { Before, Release, Traits } from './types';

export { TEMPLATE_NAMES, type TemplateName, type Traits } from './types';

/** A minor that can be rendered. */
export type Minor = (typeof RELEASES)[number]['minor'];
/** A minor whose behaviour a newer one can keep. */
export type Behaviour = KeysOf<(typeof RELEASES)[number]['before']>;
type KeysOf<T> = T extends unknown ? keyof T : never;

const ALL: readonly Release[] = RELEASES;

/** The minors that can be rendered, oldest first. */
export const MINORS = ALL.map(({ minor }) => minor) as readonly Minor[];
export const NEWEST = MINORS.at(-1) as Minor;

const upTo = (minor: string): readonly Release[] => ALL.slice(0, ALL.findIndex((one) => one.minor === minor) + 1);

/** A minor's own row of the table. */
export const releaseOf = (minor: Minor): Release => upTo(minor).at(-1) ?? RELEASES[0];

const fold = (minor: string): Traits => Object.assign({}, ...upTo(minor).map(({ changes }) => changes));
const TRAITS: ReadonlyMap<string, Traits> = new Map(MINORS.map((minor) => [minor, fold(minor)]));

/** How a control plane of its minor is rendered. */
export const traits = ({ version }: { readonly version: Minor }): Traits => TRAITS.get(version) ?? fold(version);

/** What a minor's programs read of their environment. */
export function variables(minor: string): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { variables: of } of upTo(minor)) {
    for (const name of of.added) known.add(name);
    for (const name of of.removed) known.delete(name);
  }
  return known;
}

/** The minors that read a variable. */
export const readersOf = (variable: string): readonly Minor[] =>
  MINORS.filter((minor) => variables(minor).has(variable));

/** The minors whose behaviour one can keep, newest first. */
export const behaviours = (minor: Minor): readonly Behaviour[] =>
  upTo(minor)
    .toReversed()
    .flatMap(({ before }) => Object.keys(before) as Behaviour[]);

/** The settings that make one minor behave like an older one, without variables that it does not read. */
export function behaviour(minor: Minor, like: Behaviour): Before {
  const known = variables(minor);
  const past = Object.assign({}, ...upTo(minor).map(({ before }) => before)) as Readonly<Record<string, Before>>;
  const names = behaviours(minor);
  const settings = names
    .slice(0, names.indexOf(like) + 1)
    .reduce<Before>((all, one) => override(all, past[one] ?? {}), {});
  const env = Object.entries(settings.istio?.istiod?.env ?? {}).filter(([name]) => known.has(name));
  return {
    ...settings,
    istio: { ...settings.istio, istiod: { ...settings.istio?.istiod, env: Object.fromEntries(env) } },
  };
}
