import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { isDnsLabel, isPort } from '../../kit/formats';
import { each, type Finding, finding, oneOf, shown, twice, unless } from './findings';
import { schedulingProblems } from './scheduling';

const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] as const;

/** A pod as the API server stores it. Source: k8s.io/kubernetes pkg/apis/core/validation ValidatePodSpec; keys of lists are those of server-side apply. */
export function podProblems(path: string, pod: IPodSpec): readonly Finding[] {
  const { volumes = [], containers = [], initContainers = [], terminationGracePeriodSeconds: grace } = pod;
  const all = [...initContainers, ...containers];
  const names = new Set(volumes.map(({ name }) => name));
  return [
    ...twice(`${path}.volumes`, volumes, ({ name }) => name, 'give each volume a name of its own'),
    ...each(`${path}.volumes`, volumes, volumeProblems),
    ...twice(`${path}.containers`, all, ({ name }) => name, 'give each container of the pod a name of its own'),
    ...each(`${path}.initContainers`, initContainers, (one, place) => containerProblems(one, place, names)),
    ...each(`${path}.containers`, containers, (one, place) => containerProblems(one, place, names)),
    ...schedulingProblems(path, pod),
    ...oneOf(`${path}.dnsPolicy`, pod.dnsPolicy, DNS_POLICIES),
    ...unless(
      pod.dnsPolicy !== 'None' || (pod.dnsConfig?.nameservers ?? []).length > 0,
      `${path}.dnsPolicy`,
      () => 'is None, but dnsConfig names no server',
      'give dnsConfig.nameservers, or another policy',
    ),
    ...unless(
      (pod.dnsConfig?.nameservers ?? []).length <= 3,
      `${path}.dnsConfig.nameservers`,
      () => `are ${pod.dnsConfig?.nameservers?.length}`,
      'give at most 3',
    ),
    ...unless(
      grace === undefined || (Number.isInteger(grace) && grace >= 0),
      `${path}.terminationGracePeriodSeconds`,
      () => `is ${grace}`,
      'give whole seconds, at least 0',
    ),
  ];
}

function volumeProblems(volume: IVolume, path: string): readonly Finding[] {
  // A source that is null is none: it is how a template leaves room for another.
  const sources = Object.entries(volume).filter(
    ([key, value]) => key !== 'name' && value !== undefined && value !== null,
  );
  return [
    ...unless(
      isDnsLabel(volume.name),
      path,
      () => `has the name ${shown(volume.name)}`,
      'use at most 63 lower-case letters, digits and "-"',
    ),
    ...unless(
      sources.length === 1,
      path,
      () => `"${volume.name}" has ${sources.length} sources`,
      'give one: secret, configMap, emptyDir or another',
    ),
  ];
}

function containerProblems(container: IContainer, path: string, volumes: ReadonlySet<string>): readonly Finding[] {
  return [
    ...unless(
      isDnsLabel(container.name),
      path,
      () => `has the name ${shown(container.name)}`,
      'use at most 63 lower-case letters, digits and "-"',
    ),
    ...each(`${path}.volumeMounts`, container.volumeMounts, ({ name, mountPath }, place) => [
      ...unless(
        volumes.has(name),
        place,
        () => `is of the volume "${name}", which the pod has not`,
        `add it to the pod's volumes, or name one of ${[...volumes].join(', ') || 'none'}`,
      ),
      ...unless(mountPath !== '', place, () => 'has no mountPath', 'say where the container sees it'),
    ]),
    ...twice(
      `${path}.volumeMounts`,
      container.volumeMounts,
      ({ mountPath }) => mountPath,
      'mount one volume at a path',
    ),
    ...each(`${path}.env`, container.env, ({ name, value, valueFrom }, place) => [
      ...unless(
        /^[ -<>-~]+$/.test(name),
        place,
        () => `has the name ${shown(name)}`,
        'use printable characters but "="',
      ),
      ...unless(
        !(value !== undefined && value !== '' && valueFrom !== undefined),
        place,
        () => `"${name}" has both value and valueFrom`,
        'keep one of them',
      ),
      ...unless(
        value === undefined || typeof value === 'string',
        place,
        () => `"${name}" has the value ${shown(value)}`,
        'write it as a string',
      ),
    ]),
    ...twice(
      `${path}.env`,
      container.env,
      ({ name }) => name,
      'set each variable once: server-side apply refuses the second',
    ),
    ...each(`${path}.ports`, container.ports, ({ containerPort }, place) =>
      isPort(containerPort)
        ? []
        : [finding(place, `has containerPort ${containerPort}`, 'give a whole number from 1 to 65535')],
    ),
    ...twice(`${path}.ports`, container.ports, ({ name }) => name, 'give each port a name of its own'),
    ...twice(
      `${path}.ports`,
      container.ports,
      ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`,
      'name each port once: server-side apply refuses the second',
    ),
  ];
}
