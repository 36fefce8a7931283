import { catalogue } from '../../kit/problems';

/** What istiod's validation refuses in policies for traffic and for access. MESH465-MESH467, MESH469, MESH904, MESH914, MESH917, MESH918, MESH963-MESH976. */
export const RULED = catalogue({
  hash: [
    'MESH963',
    (why: string) => [
      `the consistent hash ${why}`,
      'name the cookie and each of its attributes once; a Maglev table has a prime size below 5000011',
    ],
  ],
  tunnel: [
    'MESH964',
    (why: string) => [`the tunnel ${why}`, 'give a full host name or an address, and a port from 1 to 65535'],
  ],
  locality: [
    'MESH965',
    (why: string) => [
      `locality ${why}`,
      'name each place once, as region/zone/subzone with * at the end alone, and shares that make 100',
    ],
  ],
  trafficPolicy: ['MESH966', (where: string, why: string) => [`${where} ${why}`, 'correct it, or leave it out']],
  scopeHost: [
    'MESH967',
    (host: string) => [
      `${JSON.stringify(host)} is no host of a Sidecar`,
      'write namespace/host, the namespace as a name, ".", "~" or "*", the host in full, with "*." in front or "*" alone',
    ],
  ],
  sidecar: ['MESH968', (why: string) => [why, 'correct the listener, or leave it out']],
  emptyRule: [
    'MESH969',
    (where: string) => [`${where} says nothing`, 'leave it out, which stands for everything, or say what it is about'],
  ],
  ruleValue: [
    'MESH970',
    (where: string, value: string, why: string) => [
      `${where} has ${JSON.stringify(value)}, ${why}`,
      'correct the value',
    ],
  ],
  attribute: [
    'MESH971',
    (key: string) => [
      `nobody knows the attribute ${JSON.stringify(key)}`,
      'use one of those in the reference of conditions',
    ],
  ],
  action: ['MESH972', (action: string, why: string) => [`${action} ${why}`, 'correct the rule, or use another action']],
  selector: ['MESH973', (why: string) => [`the selector ${why}`, 'use plain labels, or targetRefs, not both']],
  target: [
    'MESH974',
    (kind: string, why: string) => [
      `the target ${kind} ${why}`,
      'name a Service, ServiceEntry, Gateway or GatewayClass of the same namespace',
    ],
  ],
  jwt: [
    'MESH975',
    (issuer: string, why: string) => [`the rule for tokens of ${issuer} ${why}`, 'correct it, or leave it out'],
  ],
  annotation: [
    'MESH467',
    (key: string, kind: string) => [
      `istiod takes no ${kind} with the annotation ${key}`,
      'remove it; an AuthorizationPolicy alone can be tried out',
    ],
  ],
  label: [
    'MESH914',
    (where: string, label: string) => [
      `${where} has ${label}, which is no label`,
      'use letters, digits, "-", "_" and ".", at most 63; a key may have a DNS name and a slash before it',
    ],
  ],
  machine: ['MESH917', (why: string) => [why, 'correct it, or leave it out']],
  patch: ['MESH918', (i: number, why: string) => [`configPatches[${i}] ${why}`, 'correct the patch, or leave it out']],
  filter: [
    'MESH465',
    (expression: string, why: string) => [
      `the filter of logs ${JSON.stringify(expression)} is no expression of CEL: ${why}`,
      'write one such as `response.code >= 400`',
    ],
  ],
  telemetry: ['MESH466', (why: string) => [why, 'name it, or leave it out']],
  duration: [
    'MESH469',
    (field: string, text: string) => [`${field} is ${text}`, 'give whole milliseconds, such as 1500ms'],
  ],
  warned: ['MESH904', (fact: string, remedy: string) => [fact, remedy]],
  gateway: ['MESH976', (server: string, why: string) => [`${server} ${why}`, 'correct the server']],
});
