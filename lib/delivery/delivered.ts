import type { ApiObject } from 'cdk8s';
import type { Delivery } from '../installation/delivery';
import { message, Refused } from '../kit/problems';
import { DELIVERY } from '../problems/delivery';

/** A kind that an environment brings. */
export interface Brought {
  readonly group: string;
  readonly kind: string;
}

/** An environment that a program delivers, and what it brings. */
export interface Delivered<By extends Delivery = Delivery> {
  /** Its folder in `dist/`. */
  readonly environment: string;
  readonly delivery: By;
  readonly clusterKinds: readonly Brought[];
  readonly namespacedKinds: readonly Brought[];
}

export function delivered(environment: string, delivery: Delivery, objects: readonly ApiObject[]): Delivered {
  const kinds = (namespaced: boolean) =>
    objects
      .filter(({ metadata }) => (metadata.namespace !== undefined) === namespaced)
      .map(({ apiGroup, kind }) => ({ group: apiGroup === 'core' ? '' : apiGroup, kind }));
  return { environment, delivery, clusterKinds: kinds(false), namespacedKinds: kinds(true) };
}

/** An environment in names of Kubernetes: `fleet/east` is `fleet-east`, `Acme_East` is `acme-east`. */
export const nameOf = (environment: string): string =>
  environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** Folders of `dist/` that are no environment. */
const TAKEN: readonly string[] = ['argocd'];
/** A name that is a label's value too. */
const LONGEST = 63;

/**
 * What names and clusters have to keep apart, all at once.
 * @throws Refused for environments of one name or on one cluster, for names that are too long, and for folders that are taken
 */
export function refuseClashes(
  project: string,
  environments: readonly string[],
  destinations: ReadonlyMap<string, string>,
): void {
  const problems = [
    ...environments
      .filter((one) => TAKEN.includes(one.split('/')[0] ?? ''))
      .map((one) => message(DELIVERY.takenFolder(one.split('/')[0] ?? ''), one)),
    ...twice([...destinations.keys()], nameOf).map(([one, other, name]) =>
      message(DELIVERY.sameName(other, `${project}-${name}`), one),
    ),
    ...[...destinations.keys()]
      .filter((one) => `${project}-${nameOf(one)}`.length > LONGEST || nameOf(one) === '')
      .map((one) => message(DELIVERY.noName(`${project}-${nameOf(one)}`, LONGEST), one)),
    ...twice([...destinations.keys()], (one) => destinations.get(one) ?? '').map(([one, other, cluster]) =>
      message(DELIVERY.sameCluster(other, cluster), one),
    ),
  ];
  if (problems.length > 0) throw new Refused(problems);
}

/** Each item that is like an earlier one, with that and what they have in common. */
function twice(items: readonly string[], of: (item: string) => string): readonly (readonly [string, string, string])[] {
  const first = new Map<string, string>();
  return items.flatMap((item) => {
    const key = of(item);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, item);
    return earlier === undefined ? [] : [[item, earlier, key] as const];
  });
}
