import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import { defined, filled } from '../../kit/defined';
import type { Placement } from '../props';

type Scheduling = Pick<
  IPodSpec,
  'nodeSelector' | 'tolerations' | 'affinity' | 'topologySpreadConstraints' | 'priorityClassName'
>;

/** The scheduling fields of a pod spec; `always` are tolerations that the component needs whatever the user says. */
export const placement = (props: Placement = {}, always: readonly IToleration[] = []): Scheduling =>
  defined({
    nodeSelector: filled(props.nodeSelector),
    tolerations: filled([...always, ...(props.tolerations ?? [])]),
    affinity: filled(props.affinity),
    topologySpreadConstraints: filled(props.topologySpread && [...props.topologySpread]),
    priorityClassName: props.priorityClass,
  });
