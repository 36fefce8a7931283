import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import type { StringMap } from '../../props';
import { DEFAULT_REVISION } from '../../revisions/revision';
import type { Traits } from '../../versions';
import { Expression, type Operand } from '../template/expression';
import {
  and,
  asJson,
  dict,
  firstOf,
  gateway,
  is,
  list,
  mergedText,
  over,
  pairOf,
  textMap,
  without,
} from '../template/functions';
import type { ServicePort } from '../template/input';
import { each, type Node, when } from '../template/tree';

/** What a class of Gateway API gateways has of its own. */
export interface GatewayClass {
  /** The controller that manages the Deployment. */
  readonly managed: Operand<string>;
  readonly pod: Node<IPodSpec>;
  readonly podLabels?: StringMap;
  readonly serviceAnnotations?: StringMap;
  /** Protocol of the Service's ports; as given by the listener: UDP for QUIC. */
  readonly protocol: Traits['gatewayProtocol'];
}

/** Annotations of the Gateway without those that are about itself. */
const annotations = without(
  gateway('InfrastructureAnnotations'),
  'kubectl.kubernetes.io/last-applied-configuration',
  'gateway.istio.io/name-override',
  'gateway.istio.io/service-account',
  'gateway.istio.io/controller-version',
).as('annotations');

/** Labels of the Gateway, and those by which an object's Gateway is known. */
const labels = mergedText(gateway('InfrastructureLabels'), {
  'gateway.networking.k8s.io/gateway-name': gateway('Name'),
  'gateway.networking.k8s.io/gateway-class-name': gateway('GatewayClass'),
}).as('labels');

/** What all objects have; every one goes when its Gateway goes. */
const common = dict({
  namespace: gateway('Namespace'),
  annotations,
  labels,
  ownerReferences: list(
    dict({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      name: gateway('Name'),
      uid: gateway('UID'),
    }),
  ),
}).as('common');

const metadata = (name: Expression<string>, more: Parameters<typeof dict>[0] = {}): Node<IObjectMeta> =>
  asJson<IObjectMeta>(over(dict({ name, ...more }), common));

/** How the Deployment and the Service find their pods. */
const selector = pairOf(gateway('GatewayNameLabel'), gateway('Name'));

/**
 * The objects that istiod makes for one Gateway: account, Deployment, Service, and what the user's
 * parameters may fill in (istiod drops autoscaler and disruption budget unless they do).
 */
export function gatewayObjects(
  of: GatewayClass,
): readonly [
  Node<IServiceAccount>,
  Node<IDeployment>,
  Node<IService>,
  Node<IHorizontalPodAutoscaler>,
  Node<IPodDisruptionBudget>,
] {
  const name = gateway('DeploymentName');
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(gateway('ServiceAccount')) },
    deployment(of),
    service(of),
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(name),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, maxReplicas: 1 },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(name),
      spec: { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': gateway('Name') } } },
    },
  ];
}

function deployment({ managed, pod, podLabels }: GatewayClass): Node<IDeployment> {
  const name = gateway('DeploymentName');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, {
      labels: mergedText(labels, { 'gateway.istio.io/managed': managed }),
    }),
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: {
          annotations: textMap(annotations, {
            'istio.io/rev': firstOf(gateway('Revision'), DEFAULT_REVISION),
            'prometheus.io/path': '/stats/prometheus',
            'prometheus.io/port': '15020',
            'prometheus.io/scrape': 'true',
          }),
          labels: textMap(
            {
              'sidecar.istio.io/inject': 'false',
              ...podLabels,
              'service.istio.io/canonical-name': name,
              'service.istio.io/canonical-revision': 'latest',
            },
            labels,
            { 'gateway.istio.io/managed': managed },
          ),
        },
        spec: pod,
      },
    },
  };
}

/** The first address that the Gateway asks for. */
const firstAddress = new Expression(
  (context) => `(index ${gateway('Spec.Addresses').go(context)} 0).Value`,
  (scope) => gateway('Spec.Addresses').valueIn(scope)[0]?.Value ?? '',
);

function service({ serviceAnnotations, protocol }: GatewayClass): Node<IService> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(
      gateway('DeploymentName'),
      serviceAnnotations === undefined ? {} : { annotations: mergedText(serviceAnnotations, annotations) },
    ),
    spec: {
      type: gateway('ServiceType'),
      ipFamilyPolicy: 'PreferDualStack',
      ports: [
        each<ServicePort, IServicePort>(gateway('Ports'), 'port', (port) => ({
          name: port.part('Name'),
          port: port.part('Port').written('bare', Number),
          protocol: protocol === 'as-given' ? port.part('Protocol') : protocol,
          // A pointer in Go, which only a bare expression follows.
          appProtocol: port.part('AppProtocol').written('bare', String),
        })),
      ],
      selector,
      loadBalancerIP: when(and(gateway('Spec.Addresses'), is(gateway('ServiceType'), 'LoadBalancer')), firstAddress),
    },
  };
}
