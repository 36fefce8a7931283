import { catalogue } from '../../kit/problems';

/** Prometheus, Grafana, Kiali, tracing and the other addons. MESH500-MESH599. */
export const ADDON = catalogue({
  missingRole: [
    'MESH500',
    (addon: string, role: string, candidates: readonly string[]) => [
      `${addon} needs ${role}, and no addon of this environment provides that`,
      `switch one of these on: ${candidates.join(', ')}`,
    ],
  ],
  doubledRole: [
    'MESH501',
    (role: string, addons: readonly string[]) => [
      `${addons.join(' and ')} both provide ${role}`,
      'switch one of them off',
    ],
  ],
  doubledService: [
    'MESH502',
    (service: string, addons: readonly string[]) => [
      `${addons.join(' and ')} both own Service "${service}"`,
      'switch one of them off',
    ],
  ],
  providerService: [
    'MESH503',
    (provider: string, host: string) => [
      `provider "${provider}" is used, but its Service ${host} is not in this environment`,
      'switch on the addon that has it; where others deploy it, name the host in servicesOfOthers; outside of the cluster, declare a ServiceEntry',
    ],
  ],
  undefinedProvider: [
    'MESH984',
    (telemetry: string, provider: string) => [
      `${telemetry} uses the provider "${provider}", which the mesh config does not define`,
      'switch on an addon that provides it, or add it to mesh.extensionProviders',
    ],
  ],
  doubledProvider: [
    'MESH504',
    (provider: string, addons: readonly string[]) => [
      `${addons.join(' and ')} both add the extension provider "${provider}"`,
      'switch one of them off',
    ],
  ],
  storageSize: [
    'MESH505',
    (field: string, size: string) => [`${field} "${size}" is no quantity`, 'write it as Kubernetes does: 20Gi'],
  ],
  retention: [
    'MESH506',
    (field: string, text: string) => [
      `${field} "${text}" is no duration of Prometheus`,
      'write whole numbers with y, w, d, h, m, s or ms, largest unit first: 15d, 12h, 1d12h',
    ],
  ],
  retentionSize: [
    'MESH509',
    (text: string) => [
      `retentionSize "${text}" is no size of Prometheus`,
      'write a whole number and a unit: 512MB, 20GB',
    ],
  ],
  objective: [
    'MESH510',
    (slo: string, percent: number) => [
      `objective ${slo} promises ${percent} %`,
      'promise 0 % or more and less than 100 %: a budget of nothing is broken by the first error',
    ],
  ],
  objectiveBucket: [
    'MESH511',
    (slo: string, ms: number, buckets: readonly number[]) => [
      `objective ${slo} asks for answers within ${ms} ms, which proxies do not count`,
      `use one of their bounds: ${buckets.join(', ')}`,
    ],
  ],
  objectiveTwice: ['MESH512', (slo: string) => [`objective ${slo} is declared twice`, 'drop one of the two']],
  objectiveService: [
    'MESH513',
    (slo: string, host: string) => [
      `objective ${slo} is about ${host}, which is no Service of this environment`,
      'correct service or namespace, or declare a ServiceEntry for the host',
    ],
  ],
  noIngress: [
    'MESH514',
    (addon: string, host: string) => [
      `${addon} is exposed as ${host}, but this environment has no gateway "ingress"`,
      'add one to gateways, or drop expose',
    ],
  ],
  unit: [
    'MESH508',
    (unit: string) => [
      `"${unit}" is no unit of Grafana`,
      'use one of its identifiers: reqps, ms, bytes, percentunit, short',
    ],
  ],
  sampling: ['MESH507', (share: number) => [`sampling is ${share}`, 'give a share of requests from 0 to 100 percent']],
});
