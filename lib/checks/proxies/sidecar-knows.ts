import { detours } from '../../model/detours';
import type { CallFacts, Fact, Finding, MeshCheck, MeshFacts, SpecsByKind } from '../../model/facts';
import { hostHolds, hostKey } from '../../model/routes';
import { address, rootNamespaces, selects } from '../../model/selectors';
import { TRAFFIC } from '../../problems/traffic';
import { isForAll } from './sidecars';

type Sidecar = Fact<SpecsByKind['Sidecar']>;

/** The one Sidecar that counts for pods: theirs, or their namespace's, or the root namespace's. */
function sidecarOf(facts: MeshFacts, namespace: string, labels: Readonly<Record<string, string>>): Sidecar | undefined {
  const own = facts.Sidecar.filter((one) => one.namespace === namespace);
  return (
    own.find((one) => !isForAll(one) && selects(one.spec.workloadSelector?.labels, labels)) ??
    own.find(isForAll) ??
    facts.Sidecar.find((one) => isForAll(one) && rootNamespaces(facts).includes(one.namespace))
  );
}

/** `namespace/host` patterns, of which `.` is the Sidecar's own namespace. */
function knows({ namespace, spec }: Sidecar, { calleeNamespace, callee }: CallFacts): boolean {
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

/** MESH364: a Sidecar knows the services to which routes lead its pods' declared calls. */
export const sidecarsKnow: MeshCheck = (facts) =>
  facts.Sidecar.length === 0
    ? []
    : [...facts.Call, ...detours(facts)].flatMap(({ path, spec: call }): readonly Finding[] => {
        if (call.calleeNamespace === '') return [];
        const sidecars = call.callerPods.map((labels) => sidecarOf(facts, call.callerNamespace, labels));
        const blind = sidecars.find((one) => one !== undefined && !knows(one, call));
        if (blind === undefined) return [];
        const problem = TRAFFIC.sidecarBlind(call.caller, `${call.callee}.${call.calleeNamespace}`, address(blind));
        return [{ path, problem }];
      });
