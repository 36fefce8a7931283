import { calledKey, entriesByHost } from '../../model/hosts/known';
import { named, workloadsIn } from '../../model/lookup';
import type { Call, Mesh } from '../../model/mesh';
import type { Workload } from '../../model/workloads/workloads';
import type { Outcome } from '../../simulator/request';
import { routeIn } from '../../simulator/routes/route';
import { callerOf, handleOf, serviceCalled } from '../handles';
import { namedIn } from '../places';
import { arrows, type Edge, effectsOf, towards } from './arrows';
import { idOf } from './nodes';

type Service = Mesh['Service'][number];

/** Calls that were declared, each as the caller's proxy sends it on. */
export function declared(mesh: Mesh, cluster: string): readonly Edge[] {
  return mesh.calls.flatMap(({ spec }) => {
    const callers = callersOf(mesh, spec);
    const [first] = callers;
    const from = callingService(mesh, spec);
    if (first === undefined || from === undefined) return [];
    const outside =
      spec.calleeNamespace === ''
        ? [...entriesByHost(mesh).keys()].find((host) => host === spec.callee || host.startsWith(spec.callee))
        : undefined;
    const service = serviceCalled(mesh, calledKey(spec));
    const host = service === undefined ? outside : handleOf(mesh, service);
    if (host === undefined) return [];
    const start = { id: idOf(cluster, 'service', `${from.namespace}/${from.name}`), callers, kind: 'call' as const };
    const ports =
      typeof host === 'string'
        ? (entriesByHost(mesh).get(host)?.spec.ports ?? []).map(({ number }) => number)
        : [undefined];
    const [port] = ports;
    const outcome = routeIn(mesh, { host, from: callerOf(first), ...(port !== undefined && { port }) });
    const ways = arrows(mesh, cluster, start, outcome, []);
    return ways.length > 0 || service === undefined ? ways : unreached(mesh, start, service, outcome, cluster);
  });
}

/** A call that a route sends nowhere. */
function unreached(
  mesh: Mesh,
  start: { readonly id: string; readonly callers: readonly Workload[] },
  service: Service,
  outcome: Outcome,
  cluster: string,
): readonly Edge[] {
  const { to, hold, by } = towards(mesh, start.callers, service);
  return [
    {
      from: start.id,
      to: idOf(cluster, 'service', to),
      kind: 'call',
      hold,
      by,
      shares: [],
      effects: effectsOf(outcome),
      objects: namedIn(outcome.by),
    },
  ];
}

const callersOf = (mesh: Mesh, { callerNamespace, callerPods }: Call): readonly Workload[] =>
  callerPods.flatMap((labels) => workloadsIn(mesh, callerNamespace, labels));

/** The Service whose pods call; a call of one version begins with `reviews v2`. */
function callingService(mesh: Mesh, call: Call): Service | undefined {
  const exact = named(mesh.Service, `${call.callerNamespace}/${call.caller.replace(/ .*/, '')}`);
  return (
    exact ??
    mesh.Service.find(
      ({ namespace, spec }) =>
        namespace === call.callerNamespace &&
        callersOf(mesh, call).some((pods) => workloadsIn(mesh, namespace, spec.selector ?? { '': '' }).includes(pods)),
    )
  );
}
