import { blockOf, listOf } from '../../lib/kit/json';
import type { KubeObject } from '../../lib/model/object';

/**
 * A policy as one for each direction, which together say the same: policies only add up. So the enforcer is asked of each direction alone.
 */
export function directions(policy: KubeObject): readonly KubeObject[] {
  const { podSelector, policyTypes, ingress, egress } = blockOf(policy.spec);
  const types = policyTypes ?? ['Ingress', ...(egress === undefined ? [] : ['Egress'])];
  const one = (type: 'Ingress' | 'Egress', rules: object): KubeObject => ({
    ...policy,
    metadata: { ...policy.metadata, name: `${policy.metadata?.name}-${type.toLowerCase()}` },
    spec: { podSelector, policyTypes: [type], ...rules },
  });
  return [
    ...(listOf(types).includes('Ingress') ? [one('Ingress', { ingress })] : []),
    ...(listOf(types).includes('Egress') ? [one('Egress', { egress })] : []),
  ];
}
