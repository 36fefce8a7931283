import type { IService } from 'kubernetes-models/v1/Service';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import { isAddress, isCidr, isDnsLabel, isPort } from '../../kit/formats/formats';
import { isPortName } from './container';
import { each, type Finding, finding, oneOf, shown, twice, unless } from './findings';
import { keyProblems, labelProblems } from './metadata';

/** Rules about fields that need one type of Service. Source: k8s.io/kubernetes pkg/apis/core/validation ValidateService. */
export function serviceProblems({ metadata, spec = {} }: IService): readonly Finding[] {
  const { type = 'ClusterIP', ports = [], ipFamilies = [], externalIPs = [] } = spec;
  const isBalanced = type === 'LoadBalancer';
  const isOpen = isBalanced || type === 'NodePort';
  const needs = (field: keyof typeof spec, holds: boolean, what: string) =>
    unless(
      spec[field] === undefined || holds,
      `spec.${field}`,
      () => `is ${shown(spec[field])} beside type ${type}`,
      `drop it: it is for ${what}`,
    );
  const { name } = metadata ?? {};
  const isNamed = type === 'ExternalName' || spec.clusterIP === 'None';
  return [
    ...unless(
      name === undefined || isDnsLabel(name),
      'metadata.name',
      () => `is ${shown(name)}`,
      'use at most 63 lower-case letters, digits and "-"',
    ),
    ...unless(isNamed || ports.length > 0, 'spec.ports', () => 'are none', 'give one'),
    ...labelProblems('spec.selector', spec.selector),
    ...each('spec.ports', ports, (port, path) => [
      ...portProblems(port, path, ports.length > 1),
      ...unless(
        isOpen || (port.nodePort ?? 0) === 0,
        path,
        () => `has nodePort ${port.nodePort} beside type ${type}`,
        'drop it, or take type NodePort or LoadBalancer',
      ),
    ]),
    ...twice('spec.ports', ports, ({ name }) => name, 'give each port a name of its own'),
    ...twice('spec.ports', ports, ({ port, protocol = 'TCP' }) => `${port}/${protocol}`, 'name each port once'),
    ...twice(
      'spec.ports',
      ports,
      ({ nodePort, protocol = 'TCP' }) => (nodePort === undefined ? undefined : `node port ${nodePort}/${protocol}`),
      'give each port a node port of its own',
    ),
    ...familyProblems(spec.ipFamilyPolicy, ipFamilies),
    ...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['None', 'ClientIP']),
    ...needsAffinity(spec),
    ...needs(
      'healthCheckNodePort',
      isBalanced && spec.externalTrafficPolicy === 'Local',
      'a LoadBalancer with externalTrafficPolicy Local',
    ),
    ...needs('externalTrafficPolicy', isOpen || externalIPs.length > 0, 'LoadBalancer, NodePort, or externalIPs'),
    ...needs('loadBalancerClass', isBalanced, 'LoadBalancer'),
    ...needs('allocateLoadBalancerNodePorts', isBalanced, 'LoadBalancer'),
    ...needs('loadBalancerSourceRanges', isBalanced, 'LoadBalancer'),
    ...unless(
      !(isOpen && spec.clusterIP === 'None'),
      'spec.clusterIP',
      () => `is None beside type ${type}`,
      'drop it, or take type ClusterIP',
    ),
    ...each('spec.loadBalancerSourceRanges', spec.loadBalancerSourceRanges, (range, path) =>
      unless(isCidr(range.trim()), path, () => `is ${shown(range)}`, 'write address/prefix-length'),
    ),
    ...each('spec.externalIPs', externalIPs, (address, path) =>
      unless(isAddress(address), path, () => `is ${shown(address)}`, 'give an IP address'),
    ),
    ...unless(
      spec.clusterIP === undefined || spec.clusterIP === '' || spec.clusterIP === 'None' || isAddress(spec.clusterIP),
      'spec.clusterIP',
      () => `is ${shown(spec.clusterIP)}`,
      'give an IP address of the cluster, or None',
    ),
    // The server takes any text here, and no load balancer finds it.
    ...unless(
      spec.loadBalancerIP === undefined || isAddress(spec.loadBalancerIP),
      'spec.loadBalancerIP',
      () => `is ${shown(spec.loadBalancerIP)}`,
      'give an IP address',
    ),
  ];
}

/**
 * Sources: k8s.io/kubernetes pkg/apis/core/validation validateClientIPAffinityConfig, MaxClientIPServiceAffinitySeconds; without
 * affinity, pkg/apis/core/v1 SetDefaults_Service drops the configuration without a word.
 */
function needsAffinity({ sessionAffinity = 'None', sessionAffinityConfig }: NonNullable<IService['spec']>) {
  const { timeoutSeconds } = sessionAffinityConfig?.clientIP ?? {};
  const path = 'spec.sessionAffinityConfig';
  return [
    ...unless(
      sessionAffinityConfig === undefined || sessionAffinity === 'ClientIP',
      path,
      () => `is dropped beside sessionAffinity ${sessionAffinity}`,
      'drop it, or take sessionAffinity ClientIP',
    ),
    ...unless(
      timeoutSeconds === undefined || (Number.isInteger(timeoutSeconds) && timeoutSeconds > 0 && timeoutSeconds <= DAY),
      path,
      () => `has timeoutSeconds ${timeoutSeconds}`,
      `give a whole number of seconds from 1 to ${DAY}, which is a day`,
    ),
  ];
}
const DAY = 86_400;

function portProblems(
  { name, port, targetPort, nodePort, appProtocol }: IServicePort,
  path: string,
  named: boolean,
): readonly Finding[] {
  return [
    ...unless(isPort(port), path, () => `has port ${port}`, 'give a whole number from 1 to 65535'),
    ...unless(
      name === undefined || isDnsLabel(name),
      path,
      () => `has the name ${shown(name)}`,
      'use at most 63 lower-case letters, digits and "-"',
    ),
    ...unless(!named || name !== undefined, path, () => 'has no name', 'name each of several ports'),
    ...unless(
      typeof targetPort === 'number' ? isPort(targetPort) : targetPort === undefined || isPortName(String(targetPort)),
      path,
      () => `has targetPort ${shown(targetPort)}`,
      'give a whole number from 1 to 65535, or the name of a container port',
    ),
    ...(nodePort === undefined || isPort(nodePort)
      ? []
      : [finding(path, `has nodePort ${nodePort}`, 'give one of 1 to 65535, such as 30080')]),
    ...(appProtocol === undefined ? [] : keyProblems(path, appProtocol, 'appProtocol')),
  ];
}

function familyProblems(policy: string | undefined, families: readonly string[]): readonly Finding[] {
  const path = 'spec.ipFamilies';
  return [
    ...oneOf('spec.ipFamilyPolicy', policy, ['SingleStack', 'PreferDualStack', 'RequireDualStack']),
    ...each(path, families, (family, place) => oneOf(place, family, ['IPv4', 'IPv6'])),
    ...twice(path, families, (family) => family, 'name each family once'),
    ...unless(
      !(policy === 'SingleStack' && families.length > 1),
      path,
      () => `are ${families.join(', ')} beside SingleStack`,
      'keep one, or take PreferDualStack',
    ),
  ];
}
