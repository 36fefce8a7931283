import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { injectorConfig, injectorValues } from '../../istio/injection';
import type { ControlPlanes } from '../../istio/revisions/control-planes';
import type { ControlPlane } from '../../istio/revisions/revision';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';

/** Annotation of pods: a hash of the sidecar that they get. */
export const SIDECAR_HASH = 'cdk8s-istio/sidecar';

/** Everything that decides what a control plane injects. */
const fingerprint = ({ props }: ControlPlane): string =>
  createHash('sha256')
    .update(injectorConfig(props))
    .update(injectorValues(props))
    .update(props.revision ?? '')
    .digest('hex')
    .slice(0, 12);

/** Has the pods of every injected microservice restart when their sidecar changes: with a tag that moves, or a new proxy. */
export function rollWorkloads(root: Construct, controlPlanes: ControlPlanes): void {
  const hashes = new Map<string, string>();
  for (const service of root.node.findAll().filter((child) => child instanceof Microservice)) {
    const { injection } = MeshNamespace.of(service);
    if (injection === false || injection === 'ambient') continue;
    const name = injection === true ? undefined : injection.name;
    const hash = hashes.get(name ?? '') ?? fingerprint(controlPlanes.follow(name));
    hashes.set(name ?? '', hash);
    for (const version of service.versions) service.deployment(version).podMetadata.addAnnotation(SIDECAR_HASH, hash);
  }
}
