import type { IConstruct } from 'constructs';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { meshBelow, outermost } from '../../model/tree';
import { type Callee, calleeOf } from './callee';
import { likenesses } from './likeness';
import type { Pods } from './security';
import { type Answer, answerOf, openVerdict, type PodVerdict, stoppedVerdict } from './verdict';

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

/** A request that says nothing but who asks. */
const PLAIN = {};

/** The verdicts of pods, caller by caller; those whom they cannot tell apart are answered once. */
function verdicts(mesh: Mesh, callee: Callee, pods: Pods): (from: Pods) => PodVerdict {
  const known = new Map<string, { readonly answer: Answer; readonly open: PodVerdict }>();
  const likenessOf = likenesses(mesh, callee, pods);
  return (from) => {
    const likeness = likenessOf(from);
    let one = known.get(likeness);
    if (one === undefined) {
      const answer = answerOf(mesh, PLAIN, from, callee, pods);
      one = { answer, open: openVerdict(pods, answer) };
      known.set(likeness, one);
    }
    return stoppedVerdict(mesh, PLAIN, from, pods, one.answer) ?? one.open;
  };
}

/** Every pair of a workload and a port of a service, of a mesh that is data already. */
export function* reachabilityIn(mesh: Mesh): Generator<Reach> {
  const callers = mesh.workloads.map((pods) => ({ pods, from: `${pods.namespace}/${pods.name}` }));
  for (const service of mesh.Service) {
    if (service.spec.selector === undefined) continue;
    const pods = workloadsIn(mesh, service.namespace, service.spec.selector);
    const to = `${service.namespace}/${service.name}`;
    for (const port of service.spec.ports ?? []) {
      const callee = calleeOf(service, port);
      const asked = pods.map((one) => verdicts(mesh, callee, one));
      for (const caller of callers) {
        const all = asked.map((verdict) => verdict(caller.pods));
        const one = all.find(({ allowed }) => !allowed) ?? all[0];
        if (one === undefined) continue;
        const { allowed, security, by } = one;
        yield { from: caller.from, to, port: port.port, allowed, mutualTls: security.mutual, by };
      }
    }
  }
}

/** Who reaches whom: for every workload and every port of a service whether it may, and what decides. */
export const reachability = (root: IConstruct): readonly Reach[] => [...reachabilityIn(meshBelow(outermost(root)))];
