import { remembered } from '../../kit/once-per-object';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import type { Workload } from '../../model/workloads/workloads';
import { type Callee, calleeOf } from '../../simulator/policies/callee';
import { type PodVerdict, verdictOf } from '../../simulator/policies/verdict';
import { answerOf } from '../graph/holds';

/** A port of a service, and the pods behind it. */
export interface Column {
  /** `<namespace>/<service>:<port>` */
  readonly name: string;
  readonly namespace: string;
  readonly callee: Callee;
  readonly pods: readonly Workload[];
}

/** Ports of services that pods of the mesh answer. */
export const columnsOf = remembered((mesh: Mesh): readonly Column[] =>
  mesh.Service.flatMap((service) => {
    const { name, namespace, spec } = service;
    const pods = spec.selector === undefined ? [] : workloadsIn(mesh, namespace, spec.selector);
    if (pods.length === 0) return [];
    return (spec.ports ?? []).map((port) => ({
      name: `${namespace}/${name}:${port.port}`,
      namespace,
      callee: calleeOf(service, port),
      pods,
    }));
  }),
);

/** Whether a caller may make a `GET /`, or at least some request. */
export interface Cell {
  readonly state: 'mutual' | 'plain' | 'some' | 'refused';
  /** What decides: of the first pods that refuse it, or else of the first. */
  readonly verdict: PodVerdict;
}

/** One answer of the table of who may call whom: what `reachability()` says of the two. */
export function cellOf(mesh: Mesh, from: Workload | undefined, { callee, pods }: Column): Cell | undefined {
  const all = pods.map((one) => ({ one, verdict: verdictOf(mesh, {}, from, callee, one) }));
  const found = all.find(({ verdict }) => !verdict.allowed) ?? all[0];
  if (found === undefined) return undefined;
  const { one, verdict } = found;
  if (verdict.allowed) return { state: verdict.security.mutual ? 'mutual' : 'plain', verdict };
  return { state: answerOf(mesh, from, callee, one).allowed ? 'some' : 'refused', verdict };
}
