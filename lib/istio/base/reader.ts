import { Construct } from 'constructs';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { manifest } from '../../kit/manifest';
import { istioLabels } from '../labels';

export const READER = 'istio-reader-service-account';

/** The account with which another cluster's istiod reads this cluster (multi-cluster). One per cluster, whatever the revisions. */
export class ReaderAccount extends Construct {
  constructor(scope: Construct, id: string, props: { readonly namespace: string }) {
    super(scope, id);
    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: READER,
        namespace: props.namespace,
        labels: istioLabels('istio-reader', { app: 'istio-reader' }),
      },
    });
  }
}
