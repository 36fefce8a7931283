import { remembered } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import { policiesFor } from '../../model/workloads/selectors';
import type { Workload } from '../../model/workloads/workloads';
import type { Callee } from '../../simulator/policies/callee';
import { proxied } from '../../simulator/policies/security';
import { type Asked, type PodVerdict, verdictOf } from '../../simulator/policies/verdict';
import { waypointFor } from '../../simulator/policies/waypoints';
import type { Hold } from '../types';

/** What holds a connection, and what decides that. */
export interface Held {
  readonly hold: Hold;
  readonly by: string;
}

const words = (pattern: string): string => pattern.replaceAll('{**}', 'x').replaceAll('{*}', 'x').replaceAll('*', '');

/** Requests that policies speak of: where `GET /` is refused, one of these may be let through. */
const spokenOf = remembered((policy: Mesh['AuthorizationPolicy'][number]): readonly Asked[] =>
  (policy.spec.rules ?? []).flatMap(({ to = [] }) =>
    to.flatMap(({ operation: { methods = ['GET'], paths = ['/'] } = {} }) =>
      paths.slice(0, 3).map((path) => ({ method: words(methods[0] ?? 'GET') || 'GET', path: words(path) || '/' })),
    ),
  ),
);

/** The answer of pods to a caller: to `GET /`, or else to a request that their policies, or their waypoint's, speak of. */
export function answerOf(mesh: Mesh, from: Workload | undefined, callee: Callee, pods: Workload): PodVerdict {
  const first = verdictOf(mesh, {}, from, callee, pods);
  if (first.allowed || first.status === undefined) return first;
  const own = policiesFor(mesh, mesh.AuthorizationPolicy, pods.namespace, pods.labels);
  const policies = [...own, ...(waypointFor(mesh, from, callee)?.authorization ?? [])];
  for (const asked of policies.flatMap(spokenOf)) {
    const other = verdictOf(mesh, asked, from, callee, pods);
    if (other.allowed) return other;
  }
  return first;
}

const secured = (mesh: Mesh, from: Workload | undefined, pods: Workload, { security }: PodVerdict): Hold =>
  security.mutual
    ? 'mutual'
    : proxied(mesh, pods) === 'none' || from === undefined || proxied(mesh, from) === 'none'
      ? 'bare'
      : 'plain';

/** What holds between callers and the pods of a service: a refusal counts before plain text, and that before mutual TLS. */
export function heldBetween(
  mesh: Mesh,
  callers: readonly (Workload | undefined)[],
  callee: Callee,
  pods: readonly Workload[],
): Held {
  const all = callers.flatMap((from) =>
    pods.map((one): Held => {
      const verdict = answerOf(mesh, from, callee, one);
      return verdict.allowed
        ? { hold: secured(mesh, from, one, verdict), by: verdict.by }
        : { hold: 'refused', by: verdict.by };
    }),
  );
  const worst = (['refused', 'bare', 'plain', 'mutual'] as const).flatMap(
    (hold) => all.find((one) => one.hold === hold) ?? [],
  );
  return worst[0] ?? { hold: 'bare', by: 'its pods are not written here' };
}
