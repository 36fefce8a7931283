import type { Construct } from 'constructs';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { resourceProblems } from '../../checks/pods/values';
import { placement } from '../../istio/parts/placement';
import type { Resources } from '../../istio/props';
import { defined } from '../../kit/defined';
import { check } from '../../kit/problems';
import type { PodProps } from '../props';

const TMP = 'tmp';

/** The pod spec of an addon: its own, with what the user says of any addon. The first container gets the resources. */
export function podSpec(
  scope: Construct,
  own: IPodSpec,
  props: PodProps,
  user: number,
  official?: Resources,
): IPodSpec {
  const resources = props.resources ?? official;
  if (resources !== undefined) check(scope, () => resourceProblems('resources', resources));
  const containers = own.containers.map((container, i) => ({
    ...container,
    ...(i === 0 ? defined({ resources }) : {}),
  }));
  const pod = { ...own, ...placement(props.placement), containers };
  if (props.restricted) return restricted(pod, user);
  const keeps = pod.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
  return keeps ? { ...pod, securityContext: { ...pod.securityContext, ...ownerOfVolumes(user) } } : pod;
}

/** A new file system belongs to root alone: so its group is the one that the pod runs with. Source: Kubernetes, PodSecurityContext. */
const ownerOfVolumes = (user: number) => ({ fsGroup: user, fsGroupChangePolicy: 'OnRootMismatch' }) as const;

/** Kubernetes' Pod Security Standard `restricted`, with a read-only root file system and a writable /tmp. */
function restricted(pod: IPodSpec, user: number): IPodSpec {
  const harden = (container: IContainer): IContainer => ({
    ...container,
    securityContext: {
      ...container.securityContext,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      ...(container.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== '/tmp'),
      { name: TMP, mountPath: '/tmp' },
    ],
  });
  return {
    ...pod,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      ...ownerOfVolumes(user),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: pod.containers.map(harden),
    volumes: [...(pod.volumes ?? []).filter(({ name }) => name !== TMP), { name: TMP, emptyDir: {} }],
  };
}
