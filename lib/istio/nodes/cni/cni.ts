import { Construct } from 'constructs';
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { defined } from '../../../kit/defined';
import { manifest } from '../../../kit/manifest';
import { refuse } from '../../../kit/problems';
import { INSTALL } from '../../../problems/installation/install';
import { pullSecrets } from '../../parts/image';
import { istioLabels } from '../../parts/labels';
import { componentPolicy, toApiServer } from '../../parts/network-policy';
import type { IstioProps, StringMap } from '../../props';
import { Revision } from '../../revisions/revision';
import { nodeCriticalQuota } from '../node-agent';
import { cniConfig } from './config';
import { CNI_DAEMON_SET, type CniParts, cniDaemonSet } from './daemon-set';
import type { CniProps } from './props';
import { CniAccess } from './rbac';

/** Istio's CNI plugin and its node agent. One per cluster, whatever the revisions. */
export class Cni extends Construct {
  readonly namespace: string;
  /** Pods of ambient namespaces are redirected to ztunnel. */
  readonly ambient: boolean;

  /** @throws MESH601 if the platform runs privileged pods in another namespace only, MESH602 if `multus` is chained */
  constructor(scope: Construct, id: string, props: CniProps & { readonly istio: IstioProps }) {
    super(scope, id);
    const { istio } = props;
    const namespace = props.namespace ?? istio.namespace;
    if (istio.platform === 'openshift' && namespace !== 'kube-system')
      refuse(this, INSTALL.platformNamespace('istio-cni', istio.platform, 'kube-system', namespace));
    if (props.provider === 'multus' && props.chained) refuse(this, INSTALL.chainedMultus());
    this.namespace = namespace;
    this.ambient = props.ambient.enabled;
    const labels = (extra: StringMap) =>
      istioLabels('istio-cni', { 'istio.io/rev': new Revision(istio).name, ...extra });
    const parts: CniParts = { istio, props, namespace, labels };

    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'istio-cni', namespace, labels: labels({ app: 'istio-cni' }) },
      ...defined({ imagePullSecrets: pullSecrets(istio.image) }),
    });
    new CniAccess(this, 'Access', parts);
    manifest<IConfigMap>(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-cni-config', namespace, labels: labels({ app: 'istio-cni' }) },
      data: cniConfig(props, istio),
    });
    if (props.quota)
      nodeCriticalQuota(this, 'Quota', {
        name: 'istio-cni-resource-quota',
        namespace,
        labels: istioLabels('istio-cni'),
        pods: props.quota.pods,
      });
    if (props.provider === 'multus') this.attachment(istioLabels('istio-cni'));
    if (istio.networkPolicy) {
      const pods = { 'k8s-app': CNI_DAEMON_SET };
      componentPolicy(this, 'NetworkPolicy', {
        name: new Revision(istio).of('istio-cni'),
        namespace,
        labels: labels(pods),
        pods,
        mode: istio.networkPolicy,
        ingress: { official: [[15014], [8000]], least: [[15014], [8000]] },
        egress: [toApiServer(istio)],
      });
    }
    manifest<IDaemonSet>(this, 'DaemonSet', cniDaemonSet(parts));
  }

  /** Multus finds plugins by these. The annotation of injected pods says `default/istio-cni`, so it is there and nowhere else. */
  private attachment(labels: StringMap): void {
    manifest(this, 'NetworkAttachmentDefinition', {
      apiVersion: 'k8s.cni.cncf.io/v1',
      kind: 'NetworkAttachmentDefinition',
      metadata: { name: 'istio-cni', namespace: 'default', labels },
    });
  }
}
