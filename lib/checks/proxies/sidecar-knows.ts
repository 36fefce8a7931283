import { calledKey } from '../../model/hosts/known';
import type { Call, Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { detours } from '../../model/routes/detours';
import { importsOf, knows, sidecarOf } from '../../model/workloads/sidecars';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Finding, Rule } from '../rule';

/** A Sidecar has pods of a namespace know whom they call. */
function hasKnown(sidecar: Mesh['Sidecar'][number], { callerNamespace, ...call }: Call): boolean {
  const imports = importsOf(sidecar, callerNamespace);
  return imports === undefined || knows(imports, call.calleeNamespace, calledKey(call));
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
          const blind = sidecars.find((one) => one !== undefined && !hasKnown(one, call));
          if (blind === undefined) return [];
          const problem = TRAFFIC.sidecarBlind(call.caller, `${call.callee}.${call.calleeNamespace}`, address(blind));
          return [{ place, problem }];
        }),
};
