import { hostKey } from '../../model/hosts';
import type { MeshCheck, SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { TRAFFIC } from '../../problems/traffic';

type Rule = Written<SpecsByKind['DestinationRule']>;

/** What Istio merges: rules of one namespace for the same host, callers and readers. */
const groupOf = ({ namespace, spec: { host, workloadSelector, exportTo = [] } }: Rule): string => {
  const callers = Object.entries(workloadSelector?.matchLabels ?? {}).sort();
  return JSON.stringify([namespace, hostKey(host, namespace), callers, [...exportTo].sort()]);
};

function grouped(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = groupOf(rule);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rule]);
    else group.push(rule);
  }
  return groups;
}

/** What of a rule is lost beside another: the first one's policies count, and its subsets of the same names. */
function lost(one: Rule, first: Rule): readonly string[] {
  const known = new Map((first.spec.subsets ?? []).map((subset) => [subset.name, JSON.stringify(subset)]));
  const subsets = (one.spec.subsets ?? []).filter(
    (subset) => known.has(subset.name) && known.get(subset.name) !== JSON.stringify(subset),
  );
  return [
    ...(one.spec.trafficPolicy !== undefined && first.spec.trafficPolicy !== undefined ? ['policy'] : []),
    ...subsets.map(({ name }) => `subset ${name}`),
  ];
}

/** MESH370: of two DestinationRules that Istio merges, none says what the other says differently. */
export const destinationRulesMerge: MeshCheck = ({ DestinationRule }) =>
  [...grouped(DestinationRule).values()].flatMap((group) =>
    group.flatMap((one, i) => {
      const [problem] = group
        .slice(0, i)
        .flatMap((other) => lost(one, other).map((what) => TRAFFIC.twoPolicies(one.spec.host, what, address(other))));
      return problem === undefined ? [] : [{ place: one.place, problem }];
    }),
  );
