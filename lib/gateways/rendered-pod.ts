import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { renderedGatewayPod } from '../istio/injection';
import { placement } from '../istio/parts/placement';
import type { IstioProps, StringMap } from '../istio/props';
import { defined } from '../kit/defined';
import { lastOf } from '../kit/last-of';
import { additions, networkLabel, networkView, pulledWith } from './injected-pod';
import type { GatewayProps, GatewaySecret } from './props';

/** The agent hands out Envoy's metrics together with its own. */
const SCRAPED = {
  'prometheus.io/path': '/stats/prometheus',
  'prometheus.io/port': '15020',
  'prometheus.io/scrape': 'true',
};

/** Where the charts mount the certificates of `Gateway` resources that name files. */
const secret = (name: string): GatewaySecret => ({
  name,
  secretName: `istio-${name}`,
  mountPath: `/etc/istio/${name}`,
});

export function secretsOf({ name, selector, secrets }: GatewayProps): readonly GatewaySecret[] {
  const side = selector['istio'] ?? name;
  return secrets ?? [secret(`${side}-certs`), secret(`${side}-ca-certs`)];
}

export interface RenderedPodProps {
  readonly gateway: GatewayProps;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Name of the revision, which is also the canonical revision of the workload. */
  readonly revision: string;
  readonly labels: StringMap;
  readonly istio: IstioProps;
}

/** A gateway's pod with its whole proxy written out, the same container that the injection templates make. */
export function renderedPod({ gateway, istio, revision, ...props }: RenderedPodProps): IPodTemplateSpec {
  const pod = renderedGatewayPod(istio, {
    name: gateway.name,
    namespace: props.namespace,
    serviceAccount: props.serviceAccount,
    ports: gateway.service.ports.map(({ port, targetPort = port, protocol = 'TCP' }) => ({
      containerPort: targetPort,
      protocol,
    })),
    resources: gateway.resources,
    env: [...networkView(gateway), ...(gateway.env ?? [])],
    secrets: secretsOf(gateway),
    runAsRoot: gateway.runAsRoot ?? false,
    ...defined({ image: gateway.image?.reference, pullPolicy: gateway.image?.pullPolicy }),
  });
  const seccompProfile = istio.gatewayPods?.seccompProfile;
  return {
    metadata: {
      labels: {
        ...props.labels,
        'istio.io/dataplane-mode': 'none',
        'service.istio.io/canonical-name': gateway.name,
        'service.istio.io/canonical-revision': revision === 'default' ? 'latest' : revision,
        'sidecar.istio.io/inject': 'false',
        ...networkLabel(gateway),
        ...gateway.podLabels,
      },
      annotations: {
        'istio.io/rev': revision,
        ...(istio.mesh.enablePrometheusMerge === false ? {} : SCRAPED),
        'sidecar.istio.io/inject': 'false',
        ...gateway.podAnnotations,
      },
    },
    spec: {
      ...pod,
      ...pulledWith(gateway),
      ...defined({ securityContext: seccompProfile && { ...pod.securityContext, seccompProfile } }),
      ...defined({ securityContext: gateway.securityContext }),
      ...additions(gateway),
      containers: [
        ...pod.containers.map((proxy) => ({
          ...proxy,
          ...gateway.container,
          volumeMounts: lastOf(
            [...(proxy.volumeMounts ?? []), ...(gateway.volumeMounts ?? [])],
            ({ mountPath }) => mountPath,
          ),
        })),
        ...(gateway.containers ?? []),
      ],
      volumes: lastOf([...(pod.volumes ?? []), ...(gateway.volumes ?? [])], ({ name }) => name),
      ...placement(gateway.placement),
      ...defined({ terminationGracePeriodSeconds: gateway.terminationGracePeriodSeconds }),
    },
  };
}
