import { catalogue } from '../../kit/problems';

/** What istiod's validation refuses in routes and in services outside. MESH468, MESH804, MESH915, MESH916, MESH948, MESH950-MESH962. */
export const ROUTED = catalogue({
  exportTo: [
    'MESH950',
    (why: string) => [`exportTo ${why}`, 'list each namespace once, `.` for its own, or `*` alone for all'],
  ],
  overlappingHosts: [
    'MESH951',
    (one: string, other: string) => [
      `the hosts ${one} and ${other} of one route overlap`,
      'keep the wider of the two, or make a route for each',
    ],
  ],
  headerValue: [
    'MESH952',
    (rule: string, name: string, value: string) => [
      `${rule} gives the header ${name} the value ${JSON.stringify(value)}, which Envoy cannot read`,
      'write %% for a percent sign, %NAME% for what Envoy knows, and no control characters',
    ],
  ],
  hostTwice: [
    'MESH953',
    (rule: string) => [
      `${rule} sets the host in two places`,
      'keep one of rewrite.authority and the headers `host` and `:authority`',
    ],
  ],
  regex: [
    'MESH954',
    (field: string, why: string) => [
      `the regular expression of ${field} ${why}`,
      'use one of RE2, with at most 1024 letters',
    ],
  ],
  apiRegex: [
    'MESH804',
    (field: string) => [
      `the regular expression of ${field} is none of RE2`,
      'close all brackets, and look neither around nor back',
    ],
  ],
  emptyText: ['MESH955', (field: string) => [`${field} is empty`, 'give it a text, or leave it out']],
  cors: [
    'MESH956',
    (rule: string, what: string) => [`cors of ${rule} has ${what}`, 'name origins, methods and headers as HTTP does'],
  ],
  headerName: [
    'MESH957',
    (rule: string, name: string) => [
      `${rule} names the header ${JSON.stringify(name)}, which is none or not to be changed`,
      'use a token of HTTP; the host alone may be set, in requests',
    ],
  ],
  action: [
    'MESH958',
    (rule: string, why: string) => [
      `${rule} ${why}`,
      'give it exactly one of route, redirect, directResponse and delegate',
    ],
  ],
  destination: [
    'MESH959',
    (rule: string, why: string) => [
      `a destination of ${rule} ${why}`,
      'name a host, a subset in lower-case letters, and a port from 1 to 65535',
    ],
  ],
  dynamicDns: [
    'MESH960',
    (what: string) => [
      `resolution DYNAMIC_DNS does not go with ${what}`,
      'give wildcard hosts with ports of HTTP, HTTP2, GRPC or TLS alone, or another resolution',
    ],
  ],
  route: ['MESH948', (fact: string, remedy: string) => [fact, remedy]],
  name: [
    'MESH468',
    (name: string, what: string) => [
      `${JSON.stringify(name)} is the name of no ${what}`,
      'use letters, digits and "-"; a gateway of another namespace is namespace/name',
    ],
  ],
  setting: ['MESH915', (rule: string, why: string) => [`${rule} ${why}`, 'correct it, or leave it out']],
  connection: ['MESH916', (rule: string, why: string) => [`${rule} ${why}`, 'correct it, or leave it out']],
  entry: ['MESH961', (fact: string, remedy: string) => [fact, remedy]],
  endpoint: [
    'MESH962',
    (address: string, wanted: string) => [
      `the endpoint ${JSON.stringify(address)} is not ${wanted}`,
      'correct its address, or the resolution',
    ],
  ],
});
