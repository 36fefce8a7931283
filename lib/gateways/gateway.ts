import { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import { istioLabels } from '../istio/labels';
import type { StringMap } from '../istio/props';
import type { ControlPlane } from '../istio/revisions/revision';
import { Scaling } from '../istio/scaling';
import { defined, filled } from '../kit/defined';
import { manifest } from '../kit/manifest';
import { GatewayAccount } from './account';
import { checkGateway } from './check';
import { injectedPod } from './injected-pod';
import { gatewayPolicy } from './network-policy';
import type { GatewayPort, GatewayProps } from './props';
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
    checkGateway(this, props);
    this.name = props.name;
    this.namespace = props.namespace ?? controlPlane.props.namespace;
    this.selector = props.selector;
    this.ports = props.service.ports;
    const rendered = props.form === 'rendered';
    this.serviceAccount = rendered ? `${props.name}-service-account` : props.name;

    const labels = this.labels();
    new GatewayAccount(this, 'Account', {
      account: this.serviceAccount,
      role: rendered ? `${props.name}-sds` : props.name,
      namespace: this.namespace,
      labels,
      // The official rendered roles carry no selector labels.
      roleLabels: rendered ? istioLabels(props.name, { 'istio.io/rev': controlPlane.revision.name }) : labels,
    });
    this.service(labels);
    gatewayPolicy(this, props, controlPlane, this.namespace, labels);
    this.workload(labels);
    new Scaling(this, 'Scaling', {
      ...props,
      namespace: this.namespace,
      labels,
      autoscaling: props.autoscaling,
      disruptionBudget: props.disruptionBudget,
    });
  }

  private labels(): StringMap {
    const { name: revision } = this.controlPlane.revision;
    const extra =
      this.props.form === 'rendered'
        ? { 'istio.io/rev': revision }
        : { 'istio.io/dataplane-mode': 'none', ...(revision === 'default' ? {} : { 'istio.io/rev': revision }) };
    return istioLabels(this.props.name, { ...this.selector, ...extra });
  }

  private service(labels: StringMap) {
    const { service, network } = this.props;
    manifest<IService>(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...labels, ...(network === undefined ? {} : { 'topology.istio.io/network': network }) },
        ...defined({ annotations: filled(service.annotations) }),
      },
      spec: {
        type: service.type,
        selector: { ...this.selector },
        ports: service.ports.map(({ name, port, targetPort = port, nodePort, protocol = 'TCP' }) => ({
          name,
          port,
          targetPort,
          protocol,
          ...defined({ nodePort }),
        })),
        ...defined({
          loadBalancerIP: service.loadBalancerIP,
          loadBalancerSourceRanges: filled(service.loadBalancerSourceRanges && [...service.loadBalancerSourceRanges]),
          externalTrafficPolicy: service.externalTrafficPolicy,
          loadBalancerClass: service.loadBalancerClass,
        }),
      },
    });
  }

  private workload(labels: StringMap) {
    const { props, controlPlane } = this;
    const { namespace, serviceAccount } = this;
    const { props: istio, revision } = controlPlane;
    const pod =
      props.form === 'rendered'
        ? renderedPod({ gateway: props, namespace, serviceAccount, labels, istio, revision: revision.name })
        : injectedPod(props, serviceAccount, labels);
    manifest<Omit<IDeployment, 'kind'> & { kind: 'Deployment' | 'DaemonSet' }>(this, 'Workload', {
      apiVersion: 'apps/v1',
      kind: props.kind ?? 'Deployment',
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: props.form === 'rendered' ? { ...labels, 'istio.io/dataplane-mode': 'none' } : labels,
      },
      spec: {
        ...defined({
          replicas: props.replicas,
          strategy: props.rollingUpdate && {
            type: 'RollingUpdate' as const,
            rollingUpdate: { ...props.rollingUpdate },
          },
        }),
        selector: { matchLabels: { ...this.selector } },
        template: pod,
      },
    });
  }
}
