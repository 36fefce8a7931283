import { type StringMap, selects } from '../kit/formats/labels';
import { grouped } from '../kit/grouped';
import { remembered } from '../kit/once-per-object';
import { KINDS, type Kind } from './kinds';
import type { Mesh, Written } from './mesh';
import { ASSUMED, address, groupKind } from './object';
import type { Workload } from './workloads/workloads';

interface Placed {
  readonly namespace: string;
  readonly name: string;
}

const byAddress = remembered((all: readonly Placed[]) => new Map(all.map((one) => [address(one), one])));

/** The one of a kind with a name, `<namespace>/<name>`. Of a list that was asked before, it is found at once. */
export const named = <T extends Placed>(all: readonly T[], full: string): T | undefined =>
  byAddress(all).get(full) as T | undefined;

const identities = remembered(
  ({ objects }: Mesh) =>
    new Set(objects.map(({ namespace, name, object }) => `${groupKind(object)} ${namespace}/${name}`)),
);

/** There is an object of that kind and name, `<namespace>/<name>`; also one that is not sound. */
export const exists = (mesh: Mesh, kind: Kind, full: string): boolean => identities(mesh).has(`${KINDS[kind]} ${full}`);

/** Nobody writes an object of some kinds down here, so that others may bring all of them, as a repository of routes alone leaves its Services to them. */
export const mayBeOthers = (mesh: Mesh, ...kinds: readonly (Kind | 'workloads')[]): boolean =>
  mesh.isWhole && !kinds.some((kind) => mesh[kind].some(({ place }) => place !== ASSUMED));

const byKind = remembered(({ objects }: Mesh) => grouped(objects, ({ object }) => object.kind));

/** Objects of any group's kind of that name, also of kinds that no rule knows otherwise. */
export const ofKind = (mesh: Mesh, kind: string): readonly Written<unknown>[] => byKind(mesh).get(kind) ?? [];

const byNamespace = remembered((all: readonly Placed[]) => grouped(all, ({ namespace }) => namespace));

/** Those of a namespace. */
export const inNamespace = <T extends Placed>(all: readonly T[], namespace: string): readonly T[] =>
  (byNamespace(all).get(namespace) ?? []) as readonly T[];

/** Pairs of labels, each with what carries it: a selector asks the rarest of its pairs first. */
class ByLabels<T> {
  private readonly groups: ReadonlyMap<string, readonly T[]>;

  constructor(
    private readonly all: readonly T[],
    private readonly labelsOf: (one: T) => StringMap,
  ) {
    const pairs = all.flatMap((one) => Object.entries(labelsOf(one)).map((pair) => ({ key: pair.join('='), one })));
    this.groups = new Map(
      [...grouped(pairs, ({ key }) => key)].map(([key, found]) => [key, found.map(({ one }) => one)]),
    );
  }

  /** Those whose labels hold a selector's, in their order. */
  carrying(selector: StringMap | undefined): readonly T[] {
    const groups = Object.entries(selector ?? {}).map((pair) => this.groups.get(pair.join('=')) ?? []);
    const [rarest = this.all] = groups.sort((a, b) => a.length - b.length);
    return rarest.filter((one) => selects(selector, this.labelsOf(one)));
  }
}

const workloads = remembered((all: readonly Workload[]) => new ByLabels(all, ({ labels }) => labels));

/** Workloads of every namespace whose pods have labels. */
export const workloadsWith = (mesh: Mesh, selector: StringMap | undefined): readonly Workload[] =>
  workloads(mesh.workloads).carrying(selector);

/** Workloads of a namespace whose pods have labels. */
export const workloadsIn = (mesh: Mesh, namespace: string, selector: StringMap | undefined): readonly Workload[] =>
  workloads(inNamespace(mesh.workloads, namespace)).carrying(selector);

type Service = Mesh['Service'][number];
const servicesByPairs = remembered((all: Mesh['Service']) => new ByLabels(all, ({ spec }) => spec.selector ?? {}));

/** Services whose selector asks for labels, and perhaps for more. */
export const servicesAsking = (mesh: Mesh, labels: StringMap): readonly Service[] =>
  servicesByPairs(mesh.Service).carrying(labels);

/** Something, and its place in the order. */
interface Numbered<T> {
  readonly one: T;
  readonly i: number;
}

/** What selects by labels, found by the labels that it asks for. */
export class BySelector<T extends Placed> {
  /** By namespace, and then by the first pair of the selector; what asks for none is under an empty one. */
  private readonly groups: ReadonlyMap<string, ReadonlyMap<string, readonly Numbered<T>[]>>;

  constructor(
    all: readonly T[],
    private readonly selectorOf: (one: T) => StringMap | undefined,
  ) {
    const numbered = all.map((one, i) => ({ one, i }));
    const first = ({ one }: Numbered<T>) => Object.entries(selectorOf(one) ?? {})[0]?.join('=') ?? '';
    this.groups = new Map(
      [...grouped(numbered, ({ one }) => one.namespace)].map(([namespace, own]) => [namespace, grouped(own, first)]),
    );
  }

  /** Those of some namespaces that select pods with labels, in their order. */
  selecting(namespaces: Iterable<string>, labels: StringMap): readonly T[] {
    const found: Numbered<T>[] = [];
    for (const namespace of new Set(namespaces)) {
      const group = this.groups.get(namespace);
      if (group === undefined) continue;
      const add = (pair: string) => {
        for (const each of group.get(pair) ?? []) if (selects(this.selectorOf(each.one), labels)) found.push(each);
      };
      add('');
      for (const key in labels) add(`${key}=${labels[key]}`);
    }
    return found.sort((a, b) => a.i - b.i).map(({ one }) => one);
  }
}

const servicesBySelector = remembered(
  (all: Mesh['Service']) =>
    new BySelector(
      all.filter(({ spec }) => spec.selector !== undefined),
      ({ spec }) => spec.selector,
    ),
);

/** Services of a namespace that lead to pods with labels. */
export const servicesOf = (mesh: Mesh, namespace: string, labels: StringMap): readonly Service[] =>
  servicesBySelector(mesh.Service).selecting([namespace], labels);
