import type { StringMap } from '../kit/labels';
import type { Mesh } from './mesh';
import { address } from './object';
import { policiesFor, rootNamespaces } from './selectors';

type Policy = Mesh['PeerAuthentication'][number];

/** What pods take, and which policy says so. */
export interface EffectiveMtls {
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
  readonly policy: string;
}

/** The narrowest policy wins: of the workload, then of its namespace, then of the mesh. Source: PeerAuthentication's documentation. */
const narrowness = (mesh: Mesh, { spec, namespace }: Policy): number => {
  if (spec.selector?.matchLabels !== undefined) return 2;
  return rootNamespaces(mesh).includes(namespace) ? 0 : 1;
};

/** What pods with these labels take on a port of theirs. */
export function effectiveMtls(mesh: Mesh, namespace: string, labels: StringMap, port?: number): EffectiveMtls {
  const policies = [...policiesFor(mesh, mesh.PeerAuthentication, namespace, labels)].sort(
    (a, b) => narrowness(mesh, b) - narrowness(mesh, a),
  );
  for (const policy of policies) {
    const { mtls, portLevelMtls = {} } = policy.spec;
    const mode = (port === undefined ? undefined : portLevelMtls[String(port)]?.mode) ?? mtls?.mode;
    if (mode !== undefined && mode !== 'UNSET') return { mode, policy: address(policy) };
  }
  return { mode: 'PERMISSIVE', policy: "Istio's default" };
}
