import { Construct } from 'constructs';
import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice';
import type { IService } from 'kubernetes-models/v1/Service';
import { defined } from '../../kit/defined';
import { isAddress } from '../../kit/formats/formats';
import { manifest } from '../../kit/manifest';
import { check } from '../../kit/problems';
import { readerAccount } from '../base/reader';
import { checkIstio, remoteProblems } from '../istiod/check';
import { IstiodConfigMaps } from '../istiod/config-maps';
import { IstiodRbac } from '../istiod/rbac/rbac';
import { remoteReaderRules } from '../istiod/rbac/rules';
import { addressFamilies } from '../istiod/service';
import { InjectionWebhook } from '../istiod/webhooks/injection-webhook';
import { ValidationWebhook } from '../istiod/webhooks/validation-webhook';
import { istioLabels } from '../parts/labels';
import { ClusterGrant } from '../parts/rbac';
import type { IstioProps } from '../props';
import { Revision, XDS_PORT } from '../revisions/revision';
import type { RemoteProps } from '../surroundings';

const WEBHOOK_PORT = 15017;

/** Tells the istiod of another cluster whose pods it injects: without it they would call themselves its own. */
const injectionPath = ({ identity: { cluster, network } }: IstioProps): string =>
  `/inject${cluster === undefined ? '' : `/cluster/${cluster}`}${network === undefined ? '' : `/net/${network}`}`;

/** A control plane in another cluster, as this cluster's proxies and API server find it: under the names of a local one. */
export class RemoteIstiod extends Construct {
  readonly revision: Revision;

  constructor(
    scope: Construct,
    id: string,
    readonly props: IstioProps & { readonly remote: RemoteProps },
  ) {
    super(scope, id);
    const { remote, namespace } = props;
    checkIstio(this, props);
    check(this, () => remoteProblems(remote));
    const account = readerAccount(props);
    const revision = new Revision(props);
    this.revision = revision;
    if (remote.external) {
      new IstiodRbac(this, 'Rbac', revision, props);
      new IstiodConfigMaps(this, 'Config', revision, props);
      if (props.validation) ValidationWebhook.ofRevision(this, 'ValidationWebhook', revision, remote);
    } else if (account !== undefined)
      new ClusterGrant(this, 'Reader', {
        role: `${revision.of('istio-reader-clusterrole')}-${namespace}`,
        labels: istioLabels('istio-reader', { app: 'istio-reader' }),
        rules: remoteReaderRules(props),
        account,
      });
    if (remote.istiod !== 'present') this.address(remote.istiod.address);
    new InjectionWebhook(this, 'InjectionWebhook', {
      name: revision.of('istio-sidecar-injector') + (namespace === 'istio-system' ? '' : `-${namespace}`),
      labels: { 'istio.io/rev': revision.name },
      annotations: props.injection.webhookAnnotations,
      service: { name: revision.service, namespace },
      path: injectionPath(props),
      ...defined({ url: remote.injectionUrl, caBundle: remote.caBundle }),
      revision: revision.name,
      isDefault: props.revision === undefined,
      everyNamespace: props.injection.enableNamespacesByDefault,
      reinvocationPolicy: props.injection.reinvocationPolicy,
    });
  }

  /** The Service `istiod` leads to an address of the other cluster: an EndpointSlice for an IP, an alias for a host. */
  private address(address: string): void {
    const { service: name, namespace, name: rev } = this.revision;
    const byIp = isAddress(address);
    manifest<IService>(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: istioLabels('istiod', { 'istio.io/rev': rev }) },
      spec: {
        ports: [
          { port: XDS_PORT, name: 'tcp-istiod', protocol: 'TCP' },
          { port: 443, targetPort: WEBHOOK_PORT, name: 'tcp-webhook', protocol: 'TCP' },
        ],
        ...addressFamilies(this.props.istiod.service),
        ...(byIp ? {} : { type: 'ExternalName' as const, externalName: address }),
      },
    });
    if (!byIp) return;
    manifest<IEndpointSlice>(this, 'EndpointSlice', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name,
        namespace,
        labels: istioLabels('istiod', {
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'cdk8s-istio',
        }),
      },
      addressType: address.includes(':') ? 'IPv6' : 'IPv4',
      endpoints: [{ addresses: [address] }],
      ports: [
        { port: XDS_PORT, name: 'tcp-istiod', protocol: 'TCP' },
        { port: WEBHOOK_PORT, name: 'tcp-webhook', protocol: 'TCP' },
      ],
    });
  }
}
