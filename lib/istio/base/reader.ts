import { Construct } from 'constructs';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { defined } from '../../kit/defined';
import { manifest } from '../../kit/manifest';
import { pullSecrets } from '../parts/image';
import { istioLabels } from '../parts/labels';
import type { IstioProps } from '../props';

export const READER = 'istio-reader-service-account';

/** Who it is for other clusters, if anybody. */
export const readerAccount = ({ reader, namespace }: Pick<IstioProps, 'reader' | 'namespace'>) =>
  reader === 'none' ? undefined : (reader ?? { name: READER, namespace });

/** The account with which another cluster's istiod reads this cluster (multi-cluster). One per cluster, whatever the revisions. */
export class ReaderAccount extends Construct {
  constructor(scope: Construct, id: string, istio: Pick<IstioProps, 'namespace' | 'image'>) {
    super(scope, id);
    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: READER,
        namespace: istio.namespace,
        labels: istioLabels('istio-reader', { app: 'istio-reader' }),
      },
      ...defined({ imagePullSecrets: pullSecrets(istio.image) }),
    });
  }
}
