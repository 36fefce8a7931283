import type { StringMap } from '../../kit/formats/labels';
import type { Mesh } from '../mesh';
import { address } from '../object';
import { policiesFor, rootNamespaces } from './selectors';

type Policy = Mesh['PeerAuthentication'][number];

/** What pods take, and which policy says so. */
export interface EffectiveMtls {
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
  readonly policy: string;
}

/** The narrowest policy wins: of the workload, then of its namespace, then of the mesh; of equals the first by name. One for single workloads counts nowhere in the root namespace. Source: istio pilot/pkg/security/authn, ComposePeerAuthentication. */
function levels(mesh: Mesh, namespace: string, labels: StringMap): readonly Policy[] {
  const isRoot = (policy: Policy) => rootNamespaces(mesh).includes(policy.namespace);
  const isForAll = ({ spec }: Policy) => Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
  const all = [...policiesFor(mesh, mesh.PeerAuthentication, namespace, labels)].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return [
    all.find((one) => !isForAll(one) && !isRoot(one)),
    all.find((one) => isForAll(one) && !isRoot(one)),
    all.find((one) => isForAll(one) && isRoot(one)),
  ].filter((one) => one !== undefined);
}

/** What pods with these labels take on a port of theirs. */
export function effectiveMtls(mesh: Mesh, namespace: string, labels: StringMap, port?: number): EffectiveMtls {
  for (const policy of levels(mesh, namespace, labels)) {
    const { mtls, portLevelMtls = {} } = policy.spec;
    const ofPort = port === undefined ? undefined : portLevelMtls[String(port)]?.mode;
    const mode = ofPort === undefined || ofPort === 'UNSET' ? mtls?.mode : ofPort;
    if (mode !== undefined && mode !== 'UNSET') return { mode, policy: address(policy) };
  }
  return { mode: 'PERMISSIVE', policy: "Istio's default" };
}
