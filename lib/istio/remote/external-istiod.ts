import { Construct } from 'constructs';
import { override } from '../../kit/override';
import { checkIstio } from '../istiod/check';
import { IstiodDeployment, istiodLabels, istiodSelector } from '../istiod/deployment';
import { istiodPolicy } from '../istiod/network-policy';
import { istiodAccount } from '../istiod/rbac/rbac';
import { IstiodService } from '../istiod/service';
import { Scaling } from '../parts/scaling';
import type { IstioProps } from '../props';
import { Revision } from '../revisions/revision';

/** Secret with the kubeconfig of the cluster that an external istiod serves. */
export const EXTERNAL_KUBECONFIG = 'istio-kubeconfig';

/**
 * An istiod that runs here for another cluster: its configuration, its rights and its webhooks are there, in a namespace of the same name.
 * Source: istio.io/docs/setup/install/external-controlplane.
 */
export class ExternalIstiod extends Construct {
  readonly revision: Revision;

  constructor(scope: Construct, id: string, props: IstioProps) {
    super(scope, id);
    checkIstio(this, props);
    const revision = new Revision(props);
    this.revision = revision;
    const istio = override(props, {
      istiod: { env: { EXTERNAL_ISTIOD: 'true' } },
      certificates: { requiredSecrets: [...(props.certificates.requiredSecrets ?? []), EXTERNAL_KUBECONFIG] },
    });
    istiodAccount(this, revision, istio);
    new IstiodService(this, 'Service', revision, istio);
    new IstiodDeployment(this, 'Deployment', revision, istio);
    istiodPolicy(this, revision, istio);
    new Scaling(this, 'Scaling', {
      name: revision.service,
      namespace: revision.namespace,
      labels: istiodLabels(revision),
      selector: { app: 'istiod', ...istiodSelector(revision) },
      autoscaling: istio.istiod.autoscaling,
      disruptionBudget: istio.istiod.disruptionBudget,
    });
  }
}
