import { catalogue } from '../../kit/problems';

/** Envoy filters, plug-ins and rate limits. MESH450-MESH479, and Istio's own codes where its analyzers have one. */
export const EXTENSION = catalogue({
  reason: [
    'MESH450',
    () => [
      'it has no reason',
      'say in a sentence why no other construct does it; whoever upgrades Istio must be able to judge it',
    ],
  ],
  reviewed: [
    'MESH451',
    (installed: string, reviewed: readonly string[]) => [
      `it was reviewed for Istio ${reviewed.join(', ')}, not for ${installed}`,
      'read the patch against what that version sends to Envoy, then add the version to reviewedFor',
      'read the patch against what that version sends to Envoy, then add the version to the annotation',
    ],
  ],
  amount: ['MESH453', (field: string, value: number) => [`${field} is ${value}`, 'give a whole number of at least 1']],
  interval: [
    'MESH454',
    (value: string) => [`"${value}" is no interval of a local rate limit`, 'give at least 50ms, such as 1s or 1m'],
  ],
  unequalInterval: [
    'MESH455',
    (interval: string, whole: string) => [
      `a quota is filled every ${interval}, which is no multiple of ${whole}, the interval of all requests`,
      'Envoy accepts only multiples: choose another interval',
    ],
  ],
  noDescriptor: ['MESH456', (what: string) => [`${what} has no descriptor`, 'give at least one']],
  checksum: [
    'MESH458',
    (url: string) => [
      `${url} is fetched over the network with neither a digest nor a sha256`,
      'add sha256, or name the image by its digest, so that nobody can swap the code',
    ],
  ],
  descriptorTwice: [
    'MESH460',
    (entries: string) => [`two quotas are for ${entries}`, 'keep one of them, for only the first counts'],
  ],
  limitOnTcp: [
    'MESH462',
    (service: string, port: number, protocol: string) => [
      `port ${port} of ${service} is ${protocol}, where Envoy sees no requests to count`,
      'name an HTTP port, or declare it as http, http2 or grpc',
    ],
  ],
  rateUnit: [
    'MESH463',
    (unit: string, known: readonly string[]) => [`"${unit}" is no unit of a limit`, `use one of ${known.join(', ')}`],
  ],
  relative: [
    'IST0151',
    (operation: string) => [
      `${operation} depends on the order of the filters, and the filter has no priority`,
      'give it a priority other than 0, or use INSERT_FIRST, ADD or MERGE',
    ],
  ],
  replace: [
    'IST0152',
    (applyTo: string) => [
      `REPLACE does nothing to ${applyTo}`,
      'use it with HTTP_FILTER, NETWORK_FILTER or VIRTUAL_HOST, or MERGE',
    ],
  ],
  add: ['IST0153', (applyTo: string) => [`ADD does nothing to ${applyTo}`, 'use MERGE, or another applyTo']],
  remove: ['IST0154', (applyTo: string) => [`REMOVE does nothing to ${applyTo}`, 'use another applyTo']],
  relativeWithVersion: [
    'IST0155',
    (operation: string, name: string) => [
      `${operation} of ${name} depends on the order of the filters and on the proxy's version, without a priority`,
      'give the filter a priority other than 0',
    ],
  ],
});
