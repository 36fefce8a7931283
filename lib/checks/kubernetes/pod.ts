import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { isAddress, isDnsLabel, isDnsSubdomain } from '../../kit/formats/formats';
import { containerProblems } from './container';
import { contextProblems } from './context';
import { each, type Finding, oneOf, shown, twice, unless } from './findings';
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
    ...unless(containers.length > 0, `${path}.containers`, () => 'are none', 'give one'),
    ...each(`${path}.initContainers`, initContainers, (one, place) => containerProblems(one, place, names)),
    ...each(`${path}.containers`, containers, (one, place) => containerProblems(one, place, names)),
    ...schedulingProblems(path, pod),
    ...(['serviceAccountName', 'priorityClassName'] as const).flatMap((field) =>
      unless(
        pod[field] === undefined || pod[field] === '' || isDnsSubdomain(pod[field] ?? ''),
        `${path}.${field}`,
        () => `is ${shown(pod[field])}`,
        'use lower-case letters, digits, "-" and "."',
      ),
    ),
    ...each(`${path}.hostAliases`, pod.hostAliases, ({ ip }, place) =>
      unless(isAddress(ip), place, () => `is for ${shown(ip)}`, 'give an IP address'),
    ),
    ...contextProblems(`${path}.securityContext`, pod.securityContext),
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
    ...each(`${path}.dnsConfig.nameservers`, pod.dnsConfig?.nameservers, (server, place) =>
      unless(isAddress(server), place, () => `is ${shown(server)}`, 'give an IP address'),
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
      sources.length <= 1,
      path,
      () => `"${volume.name}" has ${sources.length} sources`,
      'give one: secret, configMap, emptyDir or another; without any it is an emptyDir',
    ),
  ];
}
