import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { podSecurity } from '../istio/injection/gateways/gateway-parts';
import { placement } from '../istio/parts/placement';
import type { IstioProps, StringMap } from '../istio/props';
import { defined, filled } from '../kit/defined';
import { lastOf } from '../kit/last-of';
import type { GatewayProps } from './props';

/** A gateway's pod as istiod gets to see it: resources, ports and rights; image, arguments and volumes come from the template `gateway`. */
export function injectedPod(
  props: GatewayProps,
  istio: IstioProps,
  serviceAccountName: string,
  labels: StringMap,
): IPodTemplateSpec {
  const { container = {}, image = {} } = props;
  const env = lastOf([...networkView(props), ...(props.env ?? [])], ({ name }) => name);
  return {
    metadata: {
      labels: {
        ...labels,
        ...networkLabel(props),
        'sidecar.istio.io/inject': 'true',
        ...props.podLabels,
      },
      annotations: {
        'inject.istio.io/templates': 'gateway',
        'prometheus.io/path': '/stats/prometheus',
        'prometheus.io/port': '15020',
        'prometheus.io/scrape': 'true',
        'sidecar.istio.io/inject': 'true',
        ...defined({ 'sidecar.istio.io/proxyImage': image.reference }),
        ...props.podAnnotations,
      },
    },
    spec: {
      ...pulledWith(props),
      serviceAccountName,
      ...placement(props.placement),
      terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 30,
      // Lets an unprivileged Envoy listen on ports below 1024. The template has no seccomp profile of its own.
      securityContext: props.securityContext ?? podSecurity(istio),
      ...additions(props),
      containers: [
        {
          name: 'istio-proxy',
          image: 'auto',
          ...defined({ imagePullPolicy: image.pullPolicy }),
          ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }, ...hostPorts(props)],
          ...defined({ env: filled(env) }),
          resources: props.resources,
          ...defined({
            volumeMounts: filled(props.volumeMounts && [...props.volumeMounts]),
            readinessProbe: container.readinessProbe,
            lifecycle: container.lifecycle,
          }),
          securityContext: container.securityContext ?? {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            privileged: false,
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
          },
        },
        ...(props.containers ?? []),
      ],
      ...defined({ volumes: filled(props.volumes && [...props.volumes]) }),
    },
  };
}

/** The network that an east-west gateway serves to others. */
export const networkView = ({ network }: GatewayProps): readonly IEnvVar[] =>
  network === undefined ? [] : [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: network }];

/** By the label istiod knows the network of the pod. */
export const networkLabel = ({ network }: GatewayProps): StringMap => defined({ 'topology.istio.io/network': network });

export const pulledWith = ({ image: { pullSecrets } = {} }: GatewayProps): Partial<IPodSpec> =>
  defined({ imagePullSecrets: filled(pullSecrets?.map((name) => ({ name }))) });

/** What a user adds to a gateway's pod, whoever writes its proxy. */
export const additions = ({ initContainers, dnsPolicy, dnsConfig }: GatewayProps): Partial<IPodSpec> =>
  defined({ initContainers: filled(initContainers && [...initContainers]), dnsPolicy, dnsConfig });

const hostPorts = ({ hostPorts, service }: GatewayProps) =>
  hostPorts
    ? service.ports.map(({ name, port, targetPort = port, protocol = 'TCP' as const }) => ({
        name,
        containerPort: targetPort,
        hostPort: targetPort,
        protocol,
      }))
    : [];
