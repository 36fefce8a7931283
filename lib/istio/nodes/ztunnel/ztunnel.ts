import { Construct } from 'constructs';
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { defined, filled } from '../../../kit/defined';
import { isRustLogLevel } from '../../../kit/formats/formats';
import { manifest } from '../../../kit/manifest';
import { check, refuse } from '../../../kit/problems';
import { INSTALL } from '../../../problems/installation/install';
import { pullSecrets } from '../../parts/image';
import { istioLabels, ZTUNNEL_NAME } from '../../parts/labels';
import { componentPolicy, toPorts } from '../../parts/network-policy';
import { ClusterGrant } from '../../parts/rbac';
import type { IstioProps } from '../../props';
import { Revision } from '../../revisions/revision';
import { nodeCriticalQuota, OPENSHIFT_PRIVILEGED } from '../node-agent';
import { ZTUNNEL_SELECTOR, ztunnelDaemonSet, ztunnelMetadata, ztunnelPeers } from './daemon-set';
import type { ZtunnelProps } from './props';

const PROBE = 15021;
const METRICS = 15020;

/** Also admin, HBONE, outbound, plain inbound and DNS, which in truth are opened inside the pods' own network namespaces. */
const OPEN_PORTS = [
  ...[PROBE, METRICS, 15000, 15008, 15001, 15006].map((port) => [port]),
  [15053, { port: 15053, protocol: 'UDP' as const }],
];

const peerPorts = ({ istio, ...props }: ZtunnelProps & { readonly istio: IstioProps }): readonly number[] => {
  const { ca, xds } = ztunnelPeers(props, istio);
  return [...new Set([xds, ca].map((address) => Number(address.slice(address.lastIndexOf(':') + 1))))];
};

/** The node proxy of ambient mode. One per cluster. */
export class Ztunnel extends Construct {
  readonly namespace: string;

  /**
   * @throws MESH601 if the platform runs privileged pods in another namespace only
   * MESH603 at synth if istiod does not trust its account, MESH906 if its log level is none
   */
  constructor(scope: Construct, id: string, props: ZtunnelProps & { readonly istio: IstioProps }) {
    super(scope, id);
    const { istio, name = ZTUNNEL_NAME } = props;
    const namespace = props.namespace ?? istio.namespace;
    if (istio.platform === 'openshift' && namespace !== 'kube-system')
      refuse(this, INSTALL.platformNamespace(ZTUNNEL_NAME, istio.platform, 'kube-system', namespace));
    const { ztunnelNamespace: home = istio.namespace, ztunnelName: account = ZTUNNEL_NAME } = istio;
    check(this, () =>
      home === namespace && account === name
        ? []
        : [INSTALL.untrustedZtunnel({ namespace, name }, { namespace: home, name: account })],
    );
    check(this, () => (isRustLogLevel(props.logLevel) ? [] : [INSTALL.rustLogLevel(props.logLevel)]));
    this.namespace = namespace;

    const { labels, annotations } = ztunnelMetadata(props, istio);
    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels, ...defined({ annotations: filled(annotations) }) },
      ...defined({ imagePullSecrets: pullSecrets(istio.image) }),
    });
    if (istio.platform === 'openshift')
      new ClusterGrant(this, 'Access', {
        role: name,
        labels: istioLabels(ZTUNNEL_NAME, ZTUNNEL_SELECTOR),
        annotations,
        rules: [OPENSHIFT_PRIVILEGED],
        account: { name, namespace },
      });
    if (props.quota) nodeCriticalQuota(this, 'Quota', { name, namespace, labels, pods: props.quota.pods });
    if (istio.networkPolicy) {
      const revision = new Revision(istio);
      componentPolicy(this, 'NetworkPolicy', {
        name: revision.of(name),
        namespace,
        labels: istioLabels(ZTUNNEL_NAME, { ...ZTUNNEL_SELECTOR, 'istio.io/rev': revision.name }),
        pods: ZTUNNEL_SELECTOR,
        mode: istio.networkPolicy,
        ingress: { official: OPEN_PORTS, least: [[PROBE], [METRICS]] },
        egress: [toPorts(...peerPorts(props))],
      });
    }
    manifest<IDaemonSet>(this, 'DaemonSet', ztunnelDaemonSet(props, istio, namespace));
  }
}
