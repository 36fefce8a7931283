import type { SpecsByKind, Written } from '../../model/mesh';
import { effectiveMtls } from '../../model/workloads/mtls';
import { workloadsOf } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

type Policy = Written<SpecsByKind['AuthorizationPolicy']>;

/** Fields that only a caller's certificate can fill. */
const IDENTITY = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
] as const;

const asksForIdentity = ({ spec: { rules = [] } }: Policy): boolean =>
  rules.some(({ from = [] }) => from.some(({ source = {} }) => IDENTITY.some((field) => source[field] !== undefined)));

export const principalsHaveMtls: Rule = {
  name: 'principals-have-mtls',
  codes: ['MESH424'],
  severity: 'error',
  about: 'pods whose policies ask who calls take mTLS',
  reads: ['AuthorizationPolicy', 'PeerAuthentication', 'workloads', 'controlPlanes'],
  find: (mesh) =>
    mesh.AuthorizationPolicy.filter(asksForIdentity).flatMap((policy) =>
      workloadsOf(mesh, policy).flatMap((workload) => {
        const { mode, policy: by } = effectiveMtls(mesh, workload.namespace, workload.labels);
        if (mode !== 'DISABLE') return [];
        return [
          { place: policy.place, at: ['spec', 'rules', 0], problem: POLICY.principalsWithoutMtls(workload.name, by) },
        ];
      }),
    ),
};
