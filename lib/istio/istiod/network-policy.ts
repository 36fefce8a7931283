import type { Construct } from 'constructs';
import { componentPolicy, TO_API_SERVER } from '../network-policy';
import type { IstioProps } from '../props';
import type { Revision } from '../revisions/revision';
import { istiodLabels } from './deployment';

/** Who may reach an istiod, and what it may reach, where NetworkPolicies are asked for. */
export function istiodPolicy(scope: Construct, revision: Revision, { networkPolicy: mode }: IstioProps): void {
  if (mode === undefined) return;
  componentPolicy(scope, 'NetworkPolicy', {
    name: revision.service,
    namespace: revision.namespace,
    labels: istiodLabels(revision),
    pods: { app: 'istiod', 'istio.io/rev': revision.name },
    mode,
    ingress: {
      official: [[15017], [15010, 15011, 15012, 8080, 15014]],
      least: [[15017], [15012], [15014]],
    },
    // Also issuers' keys (JWKS) and the API servers of other clusters.
    egress: [TO_API_SERVER],
  });
}
