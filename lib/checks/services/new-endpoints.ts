import type { SpecsByKind } from '../../model/mesh';
import { BALANCING } from '../../problems/mesh/balancing';
import type { Rule } from '../rule';

/** Those with which Envoy weighs endpoints by their age. Source: istio pilot/pkg/networking/core cluster_traffic_policy.go. */
const WARMING = ['UNSPECIFIED', 'LEAST_REQUEST', 'LEAST_CONN', 'ROUND_ROBIN'];

/** The policies of a rule: for all ports, of subsets, and of single ports. */
const policiesOf = ({ trafficPolicy, subsets = [] }: SpecsByKind['DestinationRule']) =>
  [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].flatMap((policy) =>
    policy === undefined ? [] : [policy, ...(policy.portLevelSettings ?? [])],
  );

export const warmupIsHeard: Rule = {
  name: 'warmup-is-heard',
  codes: ['MESH365'],
  severity: 'error',
  about: 'new endpoints warm up where the balancer looks at their age: not with RANDOM, PASSTHROUGH or a hash',
  reads: ['DestinationRule'],
  find: ({ DestinationRule }) =>
    DestinationRule.flatMap(({ place, spec }) =>
      policiesOf(spec).flatMap(({ loadBalancer = {} }) => {
        const { simple = 'UNSPECIFIED', consistentHash, warmup, warmupDurationSecs } = loadBalancer;
        const balancer = consistentHash !== undefined ? 'a hash' : WARMING.includes(simple) ? undefined : simple;
        const isAsked = warmup !== undefined || warmupDurationSecs !== undefined;
        return isAsked && balancer !== undefined
          ? [{ place, at: [loadBalancer], problem: BALANCING.unheardWarmup(balancer) }]
          : [];
      }),
    ),
};
