import type { IConstruct } from 'constructs';
import { grouped } from '../../kit/grouped';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { layerOf } from '../../model/protocols';
import { meshBelow, outermost } from '../../model/tree';
import type { Pods } from './security';
import { type PodVerdict, verdictOf } from './verdict';

/** Whether pods of one workload may connect to a port of a service, and make a GET of `/` there. */
export interface Reach {
  /** `<namespace>/<workload>` */
  readonly from: string;
  /** `<namespace>/<service>` */
  readonly to: string;
  readonly port: number;
  readonly allowed: boolean;
  readonly mutualTls: boolean;
  /** What decides, of the first pods that refuse it, or else of the first. */
  readonly by: string;
}

/** Callers whom no policy can tell apart. */
const kindOf = ({ namespace, labels, annotations, serviceAccount }: Pods): string =>
  JSON.stringify([namespace, serviceAccount, labels, annotations['sidecar.istio.io/inject']]);

/** Every pair of a workload and a port of a service, of a mesh that is data already. */
export function* reachabilityIn(mesh: Mesh): Generator<Reach> {
  const callers = [...grouped(mesh.workloads, kindOf).values()];
  for (const service of mesh.Service) {
    if (service.spec.selector === undefined) continue;
    const { name, namespace } = service;
    const pods = workloadsIn(mesh, namespace, service.spec.selector);
    for (const port of service.spec.ports ?? []) {
      const callee = {
        name,
        namespace,
        host: `${name}.${namespace}.svc.cluster.local`,
        port: port.port,
        targetPort: typeof port.targetPort === 'number' ? port.targetPort : port.port,
        isHttp: layerOf(port) === 'http',
      };
      for (const group of callers) {
        const [first] = group;
        if (first === undefined) continue;
        const all = pods.map((one) => verdictOf(mesh, {}, first, callee, one));
        const one = all.find(({ allowed }) => !allowed) ?? all[0];
        if (one !== undefined) yield* answers(group, `${namespace}/${name}`, port.port, one);
      }
    }
  }
}

function* answers(group: readonly Pods[], to: string, port: number, { allowed, security, by }: PodVerdict) {
  for (const { namespace, name } of group)
    yield { from: `${namespace}/${name}`, to, port, allowed, mutualTls: security.mutual, by };
}

/** Who reaches whom: for every workload and every port of a service whether it may, and what decides. */
export const reachability = (root: IConstruct): readonly Reach[] => [...reachabilityIn(meshBelow(outermost(root)))];
