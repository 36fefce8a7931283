import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { StringMap } from '../../istio/props';
import { defined, filled } from '../../kit/defined';
import { manifest } from '../../kit/manifest';
import { type Meta, metadata } from './objects';

interface DeploymentProps extends Meta {
  readonly selector: StringMap;
  /** Beside the labels of the Deployment. */
  readonly podLabels?: StringMap;
  readonly podAnnotations?: StringMap;
  readonly pod: IPodSpec;
  /** `Recreate` where two pods cannot share the data. @default - the server's own: RollingUpdate */
  readonly strategy?: NonNullable<IDeployment['spec']>['strategy'];
  readonly replicas?: number;
  readonly revisionHistoryLimit?: number;
}

/** A Deployment whose pods carry its labels. */
export function deployment(scope: Construct, id: string, props: DeploymentProps) {
  const { selector, podLabels, podAnnotations, pod, strategy, replicas, revisionHistoryLimit, ...meta } = props;
  manifest<IDeployment>(scope, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(meta),
    spec: {
      ...defined({ replicas, revisionHistoryLimit, strategy }),
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: {
          labels: { ...meta.labels, ...podLabels },
          ...defined({ annotations: filled(podAnnotations) }),
        },
        spec: pod,
      },
    },
  });
}
