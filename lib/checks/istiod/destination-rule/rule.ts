import type { Mesh, SpecsByKind } from '../../../model/mesh';
import type { Finding, Rule } from '../../rule';

type Spec = SpecsByKind['DestinationRule'];
type Policy = NonNullable<Spec['trafficPolicy']>;
export type Part = Pick<Policy, 'loadBalancer' | 'connectionPool' | 'outlierDetection' | 'tls'>;

export type PortPolicy = NonNullable<Policy['portLevelSettings']>[number];

/** Every policy of a rule: for all, for subsets, and for single ports, each by its name. */
export function policiesOf({
  trafficPolicy,
  subsets = [],
}: Spec): readonly (readonly [where: string, policy: Policy])[] {
  return [
    ...(trafficPolicy ? [['trafficPolicy', trafficPolicy] as const] : []),
    ...subsets.flatMap(({ name, trafficPolicy: own }) => (own ? [[`subset ${name}`, own] as const] : [])),
  ];
}

export const partsOf = (spec: Spec): readonly (readonly [where: string, part: Part])[] =>
  policiesOf(spec).flatMap(([where, policy]) => [
    [where, policy] as const,
    ...(policy.portLevelSettings ?? []).map((one) => [`${where}, port ${one.port?.number}`, one] as const),
  ]);

export const rule = (
  name: string,
  code: string,
  about: string,
  found: (spec: Spec, namespace: string) => readonly Omit<Finding, 'place'>[],
): Rule => ({
  name,
  codes: [code],
  severity: 'error',
  about,
  reads: ['DestinationRule'],
  find: (mesh: Mesh) =>
    mesh.DestinationRule.flatMap(({ place, namespace, spec }) =>
      found(spec, namespace).map((one) => ({ place, ...one })),
    ),
});
