import type { Fact, MeshCheck, SpecsByKind } from '../../model/facts';
import { effectiveMtls } from '../../model/mtls';
import { podLabels, workloadsOf } from '../../model/selectors';
import { POLICY } from '../../problems/policy';

type Policy = Fact<SpecsByKind['AuthorizationPolicy']>;

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

/** MESH424: pods whose policies ask who calls take mTLS. */
export const principalsHaveMtls: MeshCheck = (facts) =>
  facts.AuthorizationPolicy.filter(asksForIdentity).flatMap((policy) =>
    workloadsOf(facts, policy).flatMap((workload) => {
      const { mode, policy: by } = effectiveMtls(facts, workload.namespace, podLabels(workload));
      if (mode !== 'DISABLE') return [];
      return [{ path: policy.path, problem: POLICY.principalsWithoutMtls(workload.name, by) }];
    }),
  );
