import { holdsKey, isWild } from '../../model/hosts/holding';
import { hostKey } from '../../model/hosts/names';
import type { SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { rootNamespaces } from '../../model/workloads/selectors';
import { FAILOVER } from '../../problems/mesh/failover';
import type { Rule } from '../rule';
import { partsOf } from './failover-needs-outliers';

type Destination = Written<SpecsByKind['DestinationRule']>;

/** It is for some of the hosts of the other, or for callers in its own namespace alone. */
const isNarrower = (one: Destination, wide: Destination): boolean =>
  one.spec.host === wide.spec.host
    ? one.namespace !== wide.namespace
    : holdsKey(wide.spec.host, hostKey(one.spec.host, one.namespace));

/** What of a wider rule's outlier detection a narrower one has not. */
function lost({ spec }: Destination, wide: Destination): string | undefined {
  const share = wide.spec.trafficPolicy?.outlierDetection?.maxEjectionPercent ?? 0;
  const all = spec.trafficPolicy === undefined ? [{}, ...partsOf(spec)] : partsOf(spec);
  const kept = all.map(({ outlierDetection }) => outlierDetection);
  if (kept.includes(undefined)) return 'outlierDetection';
  const shareless = kept.some((outliers) => (outliers?.maxEjectionPercent ?? 0) === 0);
  return share > 0 && shareless ? 'outlierDetection.maxEjectionPercent' : undefined;
}

/** Istio takes one rule, that of the narrowest host in the first namespace that has any. Source: istio pilot/pkg/model/push_context.go, destinationRule. */
export const widerPoliciesKept: Rule = {
  name: 'wider-policies-kept',
  codes: ['MESH337'],
  severity: 'warning',
  about: 'how the mesh takes failing endpoints out is said again by each DestinationRule that counts in its place',
  reads: ['DestinationRule', 'controlPlanes'],
  find: (mesh) => {
    const roots = rootNamespaces(mesh);
    const wide = mesh.DestinationRule.filter(
      ({ namespace, spec }) =>
        roots.includes(namespace) && isWild(spec.host) && spec.trafficPolicy?.outlierDetection !== undefined,
    );
    return mesh.DestinationRule.flatMap((one) => {
      const [finding] = wide
        .filter((other) => other !== one && isNarrower(one, other))
        .flatMap((other) => {
          const what = lost(one, other);
          return what === undefined ? [] : [FAILOVER.widerPolicy(one.spec.host, what, address(other), other.spec.host)];
        });
      return finding === undefined ? [] : [{ place: one.place, at: ['spec'], problem: finding }];
    });
  },
};
