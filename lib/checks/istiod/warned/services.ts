import { scoped } from '../../../model/hosts/scoped';
import type { SpecsByKind } from '../../../model/mesh';
import { layerOfProtocol } from '../../../model/protocols';
import { partsOf } from '../destination-rule/rule';
import { noLabels, type Warned, type Warnings } from './warned';

/** Hosts of one listener that another of them says already. */
function repeatedHosts(hosts: readonly string[]): readonly Warned[] {
  const seen = new Map<string, Set<string>>();
  const twice = hosts.filter((full) => {
    const { from, host } = scoped(full);
    if (from.startsWith('~')) return false;
    const own = seen.get(from) ?? new Set();
    const known = host === '*' ? own.size > 0 : own.has(host) || own.has('*');
    seen.set(from, own.add(host));
    return known;
  });
  const all = seen.get('*')?.has('*') && seen.size > 1;
  return [
    ...twice.map((host): Warned => [`${host} is one of the hosts before it`, 'name it once']),
    ...(all ? [['*/* is beside others, which it holds', 'leave the others out'] as const] : []),
  ];
}

function sidecar({ workloadSelector, ingress = [], egress = [] }: SpecsByKind['Sidecar']): readonly Warned[] {
  return [
    ...noLabels(workloadSelector),
    ...ingress
      .filter(({ port, connectionPool }) => connectionPool?.http && layerOfProtocol(port.protocol) !== 'http')
      .map(
        ({ port }): Warned => [
          `connectionPool.http is for port ${port.number}, which speaks ${port.protocol}`,
          'keep connectionPool.tcp alone, or say that it speaks HTTP',
        ],
      ),
    ...egress.flatMap(({ hosts }) => repeatedHosts(hosts)),
  ];
}

export const SERVICES: Warnings<'DestinationRule' | 'ServiceEntry' | 'WorkloadEntry' | 'Sidecar'> = {
  DestinationRule: (spec) =>
    partsOf(spec).flatMap(([where, { loadBalancer, outlierDetection }]) => {
      const { localityLbSetting, zoneAwareLbSetting, consistentHash } = loadBalancer ?? {};
      const [failover, byZone] = [localityLbSetting, zoneAwareLbSetting].map(
        (one) => (one?.failover ?? []).length + (one?.failoverPriority ?? []).length > 0,
      );
      // Where the rule has none at all, it is refused (MESH335).
      const isRefused = failover && spec.trafficPolicy?.outlierDetection === undefined;
      return [
        ...((failover || byZone) && outlierDetection === undefined && !isRefused
          ? [[`${where} fails over, but nothing says when a place fails`, 'give it outlierDetection'] as const]
          : []),
        ...(consistentHash?.minimumRingSize
          ? [[`${where} has minimumRingSize, of the past`, 'use ringHash.minimumRingSize'] as const]
          : []),
      ];
    }),
  ServiceEntry: ({ hosts, resolution = 'NONE', workloadSelector, endpoints = [] }) => [
    ...hosts
      .filter((host) => resolution !== 'DYNAMIC_DNS' && /^\*[^.]/.test(host))
      .map((host): Warned => [`${host} has a part of a label as its wildcard`, "use *., or resolution 'DYNAMIC_DNS'"]),
    ...noLabels(workloadSelector),
    ...(resolution === 'NONE' && workloadSelector !== undefined
      ? [['resolution NONE asks no workloads, but a workloadSelector is there', 'use resolution STATIC'] as const]
      : []),
    ...endpoints.flatMap(machine),
  ],
  WorkloadEntry: machine,
  Sidecar: sidecar,
};

function machine({ address, network }: SpecsByKind['WorkloadEntry']): readonly Warned[] {
  return !address && network ? [[`a machine of the network ${network} has no address`, 'give it one']] : [];
}
