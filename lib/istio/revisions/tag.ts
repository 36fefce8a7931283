import { Construct } from 'constructs';
import type { IService } from 'kubernetes-models/v1/Service';
import { isDnsLabel } from '../../kit/formats/formats';
import { manifest } from '../../kit/manifest';
import { refuse } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import { istiodSelector } from '../istiod/deployment';
import { addressFamilies, ISTIOD_PORTS, serviceAnnotations } from '../istiod/service';
import { InjectionWebhook } from '../istiod/webhooks/injection-webhook';
import { istioLabels } from '../parts/labels';
import type { IstioProps } from '../props';
import { DEFAULT_REVISION, type InjectionLabel, type Revision, type RevisionHandle } from './revision';

export interface RevisionTagProps {
  readonly name: string;
  readonly revision: Revision;
  /** The control plane behind it. */
  readonly istio: Pick<IstioProps, 'istiod' | 'injection'>;
}

/**
 * A name for a revision that namespaces and gateways follow, so that moving them all to another revision is one change here.
 * The tag `default` stands for the control plane without a name: `istio-injection: enabled` leads to it.
 */
export class RevisionTag extends Construct implements RevisionHandle {
  readonly name: string;
  readonly namespace: string;
  readonly injectionLabel: InjectionLabel;

  /** @throws MESH600 if the name is none that Kubernetes accepts, MESH606 if a revision has it */
  constructor(scope: Construct, id: string, props: RevisionTagProps) {
    super(scope, id);
    const { name, revision, istio } = props;
    if (!isDnsLabel(`istiod-revision-tag-${name}`)) refuse(this, INSTALL.revisionName(name));
    if (name === revision.name) refuse(this, INSTALL.tagIsRevision(name));
    const isDefault = name === DEFAULT_REVISION;
    this.name = name;
    this.namespace = revision.namespace;
    this.injectionLabel = isDefault
      ? { key: 'istio-injection', value: 'enabled' }
      : { key: 'istio.io/rev', value: name };

    const labels = { 'istio.io/rev': revision.name, 'istio.io/tag': name };
    const inOtherNamespace = revision.namespace === 'istio-system' ? '' : `-${revision.namespace}`;
    manifest<IService>(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: `istiod-revision-tag-${name}`,
        namespace: revision.namespace,
        labels: istioLabels('istiod', { app: 'istiod', istio: 'pilot', ...labels }),
        ...serviceAnnotations(istio.istiod.service),
      },
      spec: {
        ports: [...ISTIOD_PORTS],
        selector: { app: 'istiod', ...istiodSelector(revision) },
        ...addressFamilies(istio.istiod.service),
      },
    });
    new InjectionWebhook(this, 'Webhook', {
      name: `istio-revision-tag-${name}${inOtherNamespace}`,
      labels,
      annotations: istio.injection.webhookAnnotations,
      service: { name: revision.service, namespace: revision.namespace },
      revision: name,
      isDefault,
      everyNamespace: istio.injection.enableNamespacesByDefault,
      reinvocationPolicy: istio.injection.reinvocationPolicy,
    });
  }
}
