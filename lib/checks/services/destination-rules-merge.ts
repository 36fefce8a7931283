import { hostKey } from '../../model/hosts/names';
import type { SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { At, Rule } from '../rule';

type Destination = Written<SpecsByKind['DestinationRule']>;

/** What Istio merges: rules of one namespace for the same host, callers and readers. */
const groupOf = ({ namespace, spec: { host, workloadSelector, exportTo = [] } }: Destination): string => {
  const callers = Object.entries(workloadSelector?.matchLabels ?? {}).sort();
  return JSON.stringify([namespace, hostKey(host, namespace), callers, [...exportTo].sort()]);
};

function grouped(rules: readonly Destination[]): ReadonlyMap<string, readonly Destination[]> {
  const groups = new Map<string, Destination[]>();
  for (const rule of rules) {
    const key = groupOf(rule);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rule]);
    else group.push(rule);
  }
  return groups;
}

/** What of a rule is lost beside another: the first one's policies count, and its subsets of the same names. */
function lost(one: Destination, first: Destination): readonly (readonly [what: string, at: At])[] {
  const known = new Map((first.spec.subsets ?? []).map((subset) => [subset.name, JSON.stringify(subset)]));
  const subsets = (one.spec.subsets ?? []).filter(
    (subset) => known.has(subset.name) && known.get(subset.name) !== JSON.stringify(subset),
  );
  return [
    ...(one.spec.trafficPolicy !== undefined && first.spec.trafficPolicy !== undefined
      ? [['policy', ['spec', 'trafficPolicy']] as const]
      : []),
    ...subsets.map((subset) => [`subset ${subset.name}`, [subset]] as const),
  ];
}

export const destinationRulesMerge: Rule = {
  name: 'destination-rules-merge',
  codes: ['MESH370'],
  severity: 'error',
  about: 'of two DestinationRules that Istio merges, none says what the other says differently',
  reads: ['DestinationRule'],
  find: ({ DestinationRule }) =>
    [...grouped(DestinationRule).values()].flatMap((group) =>
      group.flatMap((one, i) => {
        const [finding] = group.slice(0, i).flatMap((other) =>
          lost(one, other).map(([what, at]) => ({
            place: one.place,
            at,
            problem: TRAFFIC.twoPolicies(one.spec.host, what, address(other)),
          })),
        );
        return finding === undefined ? [] : [finding];
      }),
    ),
};
