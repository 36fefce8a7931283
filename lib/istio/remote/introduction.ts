import { Construct } from 'constructs';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { manifest } from '../../kit/manifest';
import { meshConfig } from '../istiod/mesh-config';
import { istioLabels } from '../parts/labels';
import type { IstioProps } from '../props';
import { Revision } from '../revisions/revision';

/**
 * What a cluster tells another cluster's istiod that reads it, where that one looks: in a namespace of the same name as its own.
 * Without it, workloads here would be expected in the trust domain `cluster.local`.
 */
export class Introduction extends Construct {
  constructor(scope: Construct, id: string, props: IstioProps) {
    super(scope, id);
    const { identity, mesh } = props;
    const { serviceScopeConfigs } = mesh;
    const revision = new Revision(props);
    manifest<IConfigMap>(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: revision.of('istio'),
        namespace: revision.namespace,
        labels: istioLabels('istiod', { 'istio.io/rev': revision.name }),
      },
      data: {
        mesh: meshConfig(this, {
          trustDomain: identity.trustDomain,
          ...(serviceScopeConfigs === undefined ? {} : { serviceScopeConfigs }),
        }),
      },
    });
  }
}
