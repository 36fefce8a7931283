import type { ApiObject } from 'cdk8s';
import type { Delivery } from '../../installation/delivery';
import type { CrdSet } from '../../istio/base/crds';
import { message, Refused } from '../../kit/problems';
import { DELIVERY } from '../../problems/commands/delivery';
import { CRD_STAGE, fileName, STAGES, type Stage, stageOf } from '../order/stages';
import { CRDS } from './crds';

/** A kind that an environment brings. */
export interface Brought {
  readonly group: string;
  readonly kind: string;
}

/** What an environment brings in one stage. */
export interface Part {
  readonly stage: Stage;
  readonly kinds: readonly Brought[];
  /** Paths in `dist/`. */
  readonly files: readonly string[];
}

/** An environment that a program delivers, and what it brings. */
export interface Delivered<By extends Delivery = Delivery> {
  /** Its folder in `dist/`. */
  readonly environment: string;
  readonly delivery: By;
  /** Names of the CRD sets that it needs. */
  readonly crds: readonly string[];
  readonly clusterKinds: readonly Brought[];
  readonly namespacedKinds: readonly Brought[];
  /** In the order of their files. */
  readonly parts: readonly Part[];
}

const DEFINITIONS = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };

export function delivered(
  environment: string,
  delivery: Delivery,
  objects: readonly ApiObject[],
  sets: readonly CrdSet[],
): Delivered {
  const kindsOf = (some: readonly ApiObject[]) =>
    some.map(({ apiGroup, kind }) => ({ group: apiGroup === 'core' ? '' : apiGroup, kind }));
  const crds = sets.map(({ name }) => name);
  const first: Part = {
    stage: CRD_STAGE,
    kinds: crds.map(() => DEFINITIONS),
    files: crds.map((name) => `${CRDS}/${name}.k8s.yaml`),
  };
  const parts = [...STAGES]
    .sort((a, b) => a.number - b.number)
    .map((stage) => ({ stage, here: objects.filter((object) => stageOf(object) === stage) }))
    .map(({ stage, here }) => ({
      stage,
      kinds: kindsOf(here),
      files: [...new Set(here.map((object) => `${environment}/${fileName(stage, object)}`))],
    }));
  return {
    environment,
    delivery,
    crds,
    clusterKinds: [...first.kinds, ...kindsOf(objects.filter(({ metadata }) => metadata.namespace === undefined))],
    namespacedKinds: kindsOf(objects.filter(({ metadata }) => metadata.namespace !== undefined)),
    parts: [first, ...parts].filter(({ kinds }) => kinds.length > 0),
  };
}

/** An environment in names of Kubernetes: `fleet/east` is `fleet-east`, `Acme_East` is `acme-east`. */
export const nameOf = (environment: string): string =>
  environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** Folders of `dist/` that are no environment. */
const TAKEN: readonly string[] = ['argocd', 'flux', CRDS];
/** A name that is a label's value too. */
const LONGEST = 63;
const LONGEST_STAGE = Math.max(...STAGES.map(({ name }) => name.length));

/** What is compared of environments that are delivered. */
interface Destination {
  readonly environment: string;
  readonly by: Delivery['by'];
  /** Names the cluster among those of `by`. */
  readonly cluster: string;
}

/**
 * What names and clusters have to keep apart, all at once.
 * @throws Refused for environments of one name or on one cluster, for names that are too long, and for folders that are taken
 */
export function refuseClashes(
  project: string,
  environments: readonly string[],
  destinations: readonly Destination[],
): void {
  const problems = [
    ...environments
      .filter((one) => TAKEN.includes(one.split('/')[0] ?? ''))
      .map((one) => message(DELIVERY.takenFolder(one.split('/')[0] ?? ''), one)),
    ...twice(destinations, ({ environment }) => nameOf(environment)).map(([one, other, name]) =>
      message(DELIVERY.sameName(other, `${project}-${name}`), one),
    ),
    ...destinations.flatMap(({ environment, by }) => {
      const name = `${project}-${nameOf(environment)}`;
      // Both make names of it that say of what: a stage, or its CRDs.
      const longest = LONGEST - (by === 'flux' ? LONGEST_STAGE : CRDS.length) - 1;
      return name.length > longest || nameOf(environment) === ''
        ? [message(DELIVERY.noName(name, longest), environment)]
        : [];
    }),
    ...twice(destinations, ({ by, cluster }) => `${by} ${cluster}`).map(([one, other, key]) =>
      message(DELIVERY.sameCluster(other, key.slice(key.indexOf(' ') + 1)), one),
    ),
  ];
  if (problems.length > 0) throw new Refused(problems);
}

/** Each environment that is like an earlier one, with that and what they have in common. */
function twice(
  items: readonly Destination[],
  of: (item: Destination) => string,
): readonly (readonly [string, string, string])[] {
  const first = new Map<string, string>();
  return items.flatMap((item) => {
    const key = of(item);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, item.environment);
    return earlier === undefined ? [] : [[item.environment, earlier, key] as const];
  });
}
