import { Construct } from 'constructs';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { defined, filled } from '../../kit/defined';
import { manifest } from '../../kit/manifest';
import type { Autoscaling, DisruptionBudget, StringMap } from '../props';

/** The server's own way, as it stores it: kubectl would patch a bare `type` again at every apply. */
export const ROLLING_UPDATE = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
} as const;

/** What scales and protects a Deployment of the control plane or a gateway. */
export interface ScalingProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  /** @default - `labels` */
  readonly autoscalerLabels?: StringMap;
  /** Of the autoscaler. @default - none */
  readonly annotations?: StringMap | undefined;
  /** Labels of the Deployment's pods. */
  readonly selector: StringMap;
  readonly autoscaling?: Autoscaling | undefined;
  readonly disruptionBudget?: DisruptionBudget | undefined;
}

const metric = (name: string, averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});

/** HorizontalPodAutoscaler and PodDisruptionBudget of one Deployment, each where it is asked for. */
export class Scaling extends Construct {
  constructor(scope: Construct, id: string, props: ScalingProps) {
    super(scope, id);
    const { name, namespace, labels, autoscaling, disruptionBudget } = props;
    if (autoscaling !== undefined)
      manifest<IHorizontalPodAutoscaler>(this, 'Autoscaler', {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {
          name,
          namespace,
          labels: props.autoscalerLabels ?? labels,
          ...defined({ annotations: filled(props.annotations) }),
        },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
          minReplicas: autoscaling.min,
          maxReplicas: autoscaling.max,
          metrics: [
            ...(autoscaling.cpu === undefined ? [] : [metric('cpu', autoscaling.cpu)]),
            ...(autoscaling.memory === undefined ? [] : [metric('memory', autoscaling.memory)]),
          ],
          ...defined({ behavior: autoscaling.behavior }),
        },
      });
    if (disruptionBudget !== undefined)
      manifest<IPodDisruptionBudget>(this, 'DisruptionBudget', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name, namespace, labels },
        spec: { ...disruptionBudget, selector: { matchLabels: { ...props.selector } } },
      });
  }
}
