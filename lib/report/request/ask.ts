import type { StringMap } from '../../kit/formats/labels';
import type { Mesh } from '../../model/mesh';
import { layerOf } from '../../model/protocols';
import type { Verdict } from '../../simulator/policies/allowed';
import { allowedIn } from '../../simulator/policies/allowed';
import type { Outcome, Reached, Request } from '../../simulator/request';
import { routeIn } from '../../simulator/routes/route';
import { callerOf, type Entry, entriesOf, handleOf, serviceCalled, workloadCalled } from '../handles';

/** A request as somebody types it. */
export interface Asked {
  /** `workload <namespace>/<name>`, `gateway <namespace>/<name>`, or nothing: somebody without a proxy. */
  readonly from: string;
  readonly host: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly headers: StringMap;
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
  readonly ip?: string;
}

/** What becomes of it, and what each of its targets says to it. */
export interface Answer {
  readonly outcome: Outcome;
  /** No verdict for what is outside of the mesh. */
  readonly verdicts: readonly { readonly target: Reached; readonly verdict: Verdict | undefined }[];
  readonly entry: Entry | undefined;
}

/** The sender of a request. */
export function senderOf(mesh: Mesh, from: string) {
  const [kind = '', name = ''] = from.split(' ');
  const entry = kind === 'gateway' ? entriesOf(mesh).find((one) => one.name === name) : undefined;
  const workload = kind === 'workload' ? workloadCalled(mesh, name) : undefined;
  return { entry, workload };
}

/** What `route()` says of a request, and `allowed()` of each place that it reaches. */
export function ask(mesh: Mesh, { from, host, port, method, path, headers, claims, ip }: Asked): Answer {
  const { entry, workload } = senderOf(mesh, from);
  const caller = workload === undefined ? {} : { from: callerOf(workload) };
  const door = entry === undefined ? {} : { gateway: entry.listeners };
  const service = entry === undefined ? serviceCalled(mesh, host, workload?.namespace) : undefined;
  const addressed = service?.spec.ports?.find((one) => port === undefined || one.port === port);
  const layer = addressed && layerOf(addressed);
  const protocol: Pick<Request, 'protocol'> = layer === 'tcp' || layer === 'tls' ? { protocol: layer } : {};
  const said = { method, path, headers, claims };
  const outcome = routeIn(mesh, {
    host,
    ...said,
    ...caller,
    ...door,
    ...protocol,
    ...(port !== undefined && { port }),
  });
  const verdicts = outcome.targets.map((target) => {
    const reached = serviceCalled(mesh, target.host);
    if (reached === undefined) return { target, verdict: undefined };
    const handle = handleOf(mesh, reached);
    const to = target.subset === undefined ? handle : handle.version(target.subset);
    const question = { ...said, path: outcome.path, headers: { ...headers, host: outcome.host }, ...(ip && { ip }) };
    return {
      target,
      verdict: allowedIn(mesh, {
        ...caller,
        ...door,
        to,
        ...(target.port !== undefined && { port: target.port }),
        ...question,
      }),
    };
  });
  return { outcome, verdicts, entry };
}
