import type { Block } from '../../../kit/json';
import { imageTag } from '../../parts/image';
import type { IstioProps, StringMap } from '../../props';
import { Revision } from '../../revisions/revision';
import type { PodInput, Port } from '../template/input';
import { proxyConfigInput, proxyConfigOf } from './agent/proxy-config';
import { annotationsOf, labelsOf, type Pod } from './pod';

/** Who made the pod, and where it runs. */
export interface Origin {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty where neither the object nor the caller names one. */
  readonly namespace: string;
}

/** What the cluster decides. */
export interface Surroundings {
  /** Whether nodes can run native sidecars. */
  readonly native: boolean;
  readonly uid: number;
  readonly gid: number;
}

/** An image as istiod composes it: `imageType` replaces the flavour that the tag may end with; `default` takes it away. */
function composed(istio: IstioProps, name: string, imageType: string): string {
  const { hub } = istio.image;
  const tag = imageTag(istio);
  const bare = tag.replace(/-(distroless|debug)$/, '');
  return `${hub}/${name}:${imageType === '' ? tag : imageType === 'default' ? bare : `${bare}-${imageType}`}`;
}

/** What istiod hands to the template of a pod. Source: RunTemplate in pkg/kube/inject/inject.go. */
export function podInput(istio: IstioProps, pod: Pod, origin: Origin, own: Block, around: Surroundings): PodInput {
  const annotations = annotationsOf(pod);
  const config = proxyConfigOf(istio, own);
  const chosen = annotations['sidecar.istio.io/proxyImageType'];
  const type = (config['image'] as { readonly imageType?: string } | undefined)?.imageType;
  const variant = istio.image.variant ?? '';
  return {
    TypeMeta: { APIVersion: origin.apiVersion, Kind: origin.kind },
    DeploymentMeta: { Name: origin.name, Namespace: origin.namespace },
    ObjectMeta: { Annotations: annotations as StringMap, Labels: labelsOf(pod) },
    Spec: {
      Containers: (pod.spec.containers ?? []).map(({ name, image, ports }) => ({
        Name: name,
        Image: image ?? '',
        Ports: (ports ?? []) as readonly Port[],
      })),
      ServiceAccountName: pod.spec.serviceAccountName ?? '',
    },
    ProxyConfig: proxyConfigInput(config),
    MeshConfig: istio.mesh as Block,
    Revision: new Revision(istio).name,
    NativeSidecars: around.native,
    ProxyImage: composed(istio, istio.proxy.image, chosen ?? (type || variant)),
    // The init container follows the mesh's flavour, not the proxy's.
    ProxyInitImage: composed(istio, istio.proxy.initImage, chosen ?? variant),
    ProxyUID: around.uid,
    ProxyGID: around.gid,
  };
}
