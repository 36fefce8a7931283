import { blockOf, listOf } from '../../lib/kit/json';
import type { KubeObject } from '../../lib/model/object';

/**
 * A policy as one for each direction, which together say the same: policies only add up. kube-router 2.1 keeps both directions of a policy in
 * one chain, in which what it lets out of a pod it also lets into another that it selects.
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
