import type { Mesh, Written } from '../../model/mesh';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

const isEmpty = (list: readonly unknown[] | undefined): boolean => (list ?? []).length === 0;

/** Of DENY and CUSTOM without rules, istiod's own validation speaks (MESH972); ALLOW without rules lets nobody in. */
const silent = (mesh: Mesh): readonly (readonly [Written<unknown>, what: string, remedy: string])[] => [
  ...mesh.Telemetry.filter(({ spec: { metrics, accessLogging, tracing } }) =>
    [metrics, accessLogging, tracing].every(isEmpty),
  ).map((one) => [one, 'a Telemetry without rules', 'give it metrics, access logs or tracing'] as const),
  ...mesh.RequestAuthentication.filter(({ spec }) => isEmpty(spec.jwtRules)).map(
    (one) => [one, 'a RequestAuthentication without rules', 'give it at least one issuer'] as const,
  ),
  ...mesh.AuthorizationPolicy.filter(({ spec }) => spec.action === 'AUDIT' && isEmpty(spec.rules)).map(
    (one) => [one, 'AUDIT without rules', 'give it a rule; `{}` is about every request'] as const,
  ),
  ...mesh.EnvoyFilter.filter(({ spec }) => isEmpty(spec.configPatches)).map(
    (one) => [one, 'an EnvoyFilter without patches', 'give it at least one'] as const,
  ),
];

export const policiesSaySomething: Rule = {
  name: 'policies-say-something',
  codes: ['MESH404'],
  severity: 'warning',
  about: 'an object that changes what proxies do says what; one without rules or patches changes nothing',
  reads: ['Telemetry', 'RequestAuthentication', 'AuthorizationPolicy', 'EnvoyFilter'],
  find: (mesh) =>
    silent(mesh).map(([{ place }, what, remedy]) => ({ place, at: ['spec'], problem: POLICY.noEffect(what, remedy) })),
};
