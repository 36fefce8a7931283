import { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import { addressFamilies } from '../istio/istiod/service';
import { pullSecrets } from '../istio/parts/image';
import { istioLabels } from '../istio/parts/labels';
import { ROLLING_UPDATE, Scaling } from '../istio/parts/scaling';
import type { StringMap } from '../istio/props';
import { type ControlPlane, DEFAULT_REVISION } from '../istio/revisions/revision';
import { defined, filled } from '../kit/defined';
import { manifest } from '../kit/manifest';
import { note } from '../model/notes';
import { mustBe } from '../schema/props';
import { GatewayAccount } from './account';
import { checkGateway } from './check';
import { completedPod } from './completed-pod';
import { injectedPod } from './injected-pod';
import { gatewayPolicy } from './network-policy';
import type { GatewayPort, GatewayProps, ServiceType } from './props';
import { renderedPod } from './rendered-pod';

/** An ingress, egress or east-west gateway; which one is data (`presets.ts`). */
export class Gateway extends Construct {
  readonly name: string;
  readonly namespace: string;
  /** What Istio's `Gateway` resources say to be served here. */
  readonly selector: StringMap;
  readonly ports: readonly GatewayPort[];
  /** Who it is in the mesh: the principal of its requests. */
  readonly serviceAccount: string;

  /** Mistakes in the props (MESH102-MESH137) are reported together at synth. */
  constructor(
    scope: Construct,
    id: string,
    readonly props: GatewayProps,
    readonly controlPlane: ControlPlane,
  ) {
    super(scope, id);
    mustBe(this, 'GatewayProps', props);
    checkGateway(this, props);
    this.name = props.name;
    this.namespace = props.namespace ?? controlPlane.props.namespace;
    this.selector = props.selector;
    this.ports = props.service.ports;
    const rendered = props.form === 'rendered';
    this.serviceAccount = props.account?.name ?? (rendered ? `${props.name}-service-account` : props.name);

    const labels = this.labels();
    new GatewayAccount(this, 'Account', {
      account: this.serviceAccount,
      role: rendered ? `${props.name}-sds` : this.serviceAccount,
      namespace: this.namespace,
      labels,
      // The official rendered roles carry no selector labels.
      roleLabels: rendered
        ? istioLabels(props.name, { 'istio.io/rev': controlPlane.revision.name, ...props.labels })
        : labels,
      annotations: props.annotations,
      props: props.account,
      pullSecrets: rendered ? pullSecrets(controlPlane.props.image) : undefined,
    });
    if (props.service.type !== 'None') this.service(labels, props.service.type);
    gatewayPolicy(this, props, controlPlane, this.namespace, labels);
    this.workload(labels);
    note(this, 'GatewayPods', () => [{ namespace: this.namespace, selector: this.selector }]);
    new Scaling(this, 'Scaling', {
      ...props,
      namespace: this.namespace,
      labels,
      annotations: rendered ? undefined : props.annotations,
      autoscaling: props.autoscaling,
      disruptionBudget: props.disruptionBudget,
    });
  }

  private labels(): StringMap {
    const { name: revision } = this.controlPlane.revision;
    const extra = this.props.form === 'rendered' ? { 'istio.io/rev': revision } : { 'istio.io/dataplane-mode': 'none' };
    return istioLabels(this.props.name, { ...extra, ...this.props.labels, ...this.selector });
  }

  /** The label by which its pods are injected by the revision or tag that it follows. */
  private followed(): StringMap {
    const { name } = this.controlPlane.revision;
    return name === DEFAULT_REVISION ? {} : { 'istio.io/rev': name };
  }

  private service(labels: StringMap, type: Exclude<ServiceType, 'None'>) {
    const { service, network, annotations } = this.props;
    manifest<IService>(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...labels, ...(network === undefined ? {} : { 'topology.istio.io/network': network }) },
        ...defined({ annotations: filled({ ...annotations, ...service.annotations }) }),
      },
      spec: {
        type,
        selector: { ...this.selector, ...service.selectorLabels },
        ports: service.ports.map(({ name, port, targetPort = port, nodePort, protocol = 'TCP', appProtocol }) => ({
          name,
          port,
          targetPort,
          protocol,
          ...defined({ nodePort, appProtocol }),
        })),
        ...addressFamilies(service),
        ...defined({
          loadBalancerIP: service.loadBalancerIP,
          loadBalancerSourceRanges: filled(service.loadBalancerSourceRanges && [...service.loadBalancerSourceRanges]),
          externalTrafficPolicy: service.externalTrafficPolicy,
          internalTrafficPolicy: service.internalTrafficPolicy,
          healthCheckNodePort: service.healthCheckNodePort,
          clusterIP: service.clusterIP,
          externalIPs: filled(service.externalIPs && [...service.externalIPs]),
          sessionAffinity: service.sessionAffinity,
          sessionAffinityConfig:
            service.sessionAffinitySeconds === undefined
              ? undefined
              : { clientIP: { timeoutSeconds: service.sessionAffinitySeconds } },
        }),
        // The server refuses them beside another type.
        ...(type === 'LoadBalancer' &&
          defined({
            loadBalancerClass: service.loadBalancerClass,
            allocateLoadBalancerNodePorts: service.allocateLoadBalancerNodePorts,
          })),
      },
    });
  }

  private workload(labels: StringMap) {
    const { props, controlPlane } = this;
    const { namespace, serviceAccount } = this;
    const { props: istio, revision } = controlPlane;
    const rendered = { gateway: props, namespace, serviceAccount, labels, istio, revision: revision.name };
    const template = props.injectionTemplate;
    const pod =
      props.form === 'injected'
        ? injectedPod(props, istio, serviceAccount, { ...labels, ...this.followed() })
        : template === undefined
          ? renderedPod(rendered)
          : completedPod(renderedPod(rendered), props, template, this.followed());
    manifest<Omit<IDeployment, 'kind'> & { kind: 'Deployment' | 'DaemonSet' }>(this, 'Workload', {
      apiVersion: 'apps/v1',
      kind: props.kind ?? 'Deployment',
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels:
          props.form === 'rendered' && template === undefined
            ? { ...labels, 'istio.io/dataplane-mode': 'none' }
            : labels,
        ...defined({ annotations: filled(props.annotations) }),
      },
      spec: {
        ...defined({
          replicas: props.replicas,
          minReadySeconds: props.minReadySeconds,
        }),
        ...rollOut(props),
        selector: { matchLabels: { ...this.selector } },
        template: pod,
      },
    });
  }
}

/** Each way is written out, so that server-side apply can change the one into the other. */
function rollOut({ kind, recreate, rollingUpdate }: GatewayProps) {
  const rolling = { ...ROLLING_UPDATE, ...defined({ rollingUpdate: rollingUpdate && { ...rollingUpdate } }) };
  if (kind === 'DaemonSet') return rollingUpdate === undefined ? {} : { updateStrategy: rolling };
  return { strategy: recreate ? { type: 'Recreate' as const } : rolling };
}
