import type { Construct } from 'constructs';
import { componentPolicy, toApiServer } from '../parts/network-policy';
import type { IstioProps } from '../props';
import { type Revision, XDS_PORT } from '../revisions/revision';
import { istiodLabels } from './deployment';

const WEBHOOKS = 15017;
const METRICS = 15014;

/**
 * What may reach an istiod, and what it may reach, where NetworkPolicies are asked for. Kubelets are not named: a pod's own node reaches it
 * whatever policies say.
 */
export function istiodPolicy(scope: Construct, revision: Revision, istio: IstioProps): void {
  if (istio.networkPolicy === undefined) return;
  componentPolicy(scope, 'NetworkPolicy', {
    name: revision.service,
    namespace: revision.namespace,
    labels: istiodLabels(revision),
    pods: { app: 'istiod', 'istio.io/rev': revision.name },
    mode: istio.networkPolicy,
    ingress: {
      official: [[WEBHOOKS], [15010, 15011, XDS_PORT, 8080, METRICS]],
      least: [[WEBHOOKS], [XDS_PORT], [METRICS]],
    },
    // Also issuers' keys (JWKS) and the API servers of other clusters.
    egress: [toApiServer(istio)],
  });
}
