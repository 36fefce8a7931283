import { type StringMap, selects } from '../../kit/formats/labels';
import { hostHolds, hostKey } from '../../model/hosts';
import type { Call, Mesh, SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { detours } from '../../model/routes/detours';
import { rootNamespaces } from '../../model/workloads/selectors';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Finding, Rule } from '../rule';
import { isForAll } from './sidecars';

type Sidecar = Written<SpecsByKind['Sidecar']>;

/** The one Sidecar that counts for pods: theirs, or their namespace's, or the root namespace's. */
function sidecarOf(mesh: Mesh, namespace: string, labels: StringMap): Sidecar | undefined {
  const own = mesh.Sidecar.filter((one) => one.namespace === namespace);
  return (
    own.find((one) => !isForAll(one) && selects(one.spec.workloadSelector?.labels, labels)) ??
    own.find(isForAll) ??
    mesh.Sidecar.find((one) => isForAll(one) && rootNamespaces(mesh).includes(one.namespace))
  );
}

/** `namespace/host` patterns, of which `.` is the Sidecar's own namespace. */
function knows({ namespace, spec }: Sidecar, { calleeNamespace, callee }: Call): boolean {
  const host = `${callee}.${calleeNamespace}.svc`;
  const patterns = spec.egress?.flatMap(({ hosts }) => hosts) ?? ['*/*'];
  return patterns.some((pattern) => {
    const [where = '', name = ''] = pattern.split('/');
    const isThere = where === '*' || (where === '.' ? namespace : where) === calleeNamespace;
    // The cluster's own domain is left out on both sides.
    const short = name.startsWith('*') ? name.replace(/\.svc\..*$/, '.svc') : hostKey(name, calleeNamespace);
    return isThere && hostHolds(short, host);
  });
}

export const sidecarsKnow: Rule = {
  name: 'sidecars-know',
  codes: ['MESH364'],
  severity: 'error',
  about: "a Sidecar knows the services to which routes lead its pods' declared calls",
  reads: ['Sidecar', 'calls', 'VirtualService', 'controlPlanes'],
  find: (mesh) =>
    mesh.Sidecar.length === 0
      ? []
      : [...mesh.calls, ...detours(mesh)].flatMap(({ place, spec: call }): readonly Finding[] => {
          if (call.calleeNamespace === '') return [];
          const sidecars = call.callerPods.map((labels) => sidecarOf(mesh, call.callerNamespace, labels));
          const blind = sidecars.find((one) => one !== undefined && !knows(one, call));
          if (blind === undefined) return [];
          const problem = TRAFFIC.sidecarBlind(call.caller, `${call.callee}.${call.calleeNamespace}`, address(blind));
          return [{ place, problem }];
        }),
};
