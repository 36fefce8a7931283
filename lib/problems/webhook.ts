import { catalogue } from '../kit/problems';

/** What istiod's webhook would refuse in a resource by itself, beyond its CRD. MESH345-MESH369, MESH946, MESH950-MESH979. */
export const WEBHOOK = catalogue({
  together: ['MESH345', (one: string, other: string) => [`${one} and ${other} exclude each other`, 'keep one of them']],
  saysNothing: [
    'MESH346',
    (what: string, wanted: string) => [`${what} says nothing`, `give ${wanted}, or leave it out`],
  ],
  regex: [
    'MESH347',
    (field: string, value: string) => [
      `${field} "${value}" is no regular expression of RE2`,
      'close all brackets, and look neither around nor back',
    ],
  ],
  inDelegate: [
    'MESH348',
    (what: string) => [`a delegated route has ${what}`, 'give it HTTP rules that answer or go to services'],
  ],
  foreignSni: [
    'MESH349',
    (sni: string, hosts: string) => [
      `the SNI ${sni} is none of the hosts of the route, ${hosts}`,
      'add it to `hosts`, or match another',
    ],
  ],
  anyHostInMesh: [
    'MESH350',
    () => ['a route inside the mesh cannot be for every host', 'name hosts, or give it `gateways` alone'],
  ],
  wholePercent: [
    'MESH351',
    (field: string, value: number) => [`${field} is ${value}`, 'give a whole number of percent from 1 to 100'],
  ],
  failoverRegion: [
    'MESH352',
    (from: string, to: string) => [
      `failover from ${from} to ${to} is not from one region to another`,
      'name two regions, without zones or *',
    ],
  ],
  noClientCertificate: [
    'MESH353',
    () => ['TLS mode MUTUAL has no certificate of the caller', 'give it a `credential`, or use ISTIO_MUTUAL'],
  ],
  unresolvable: [
    'MESH354',
    (host: string) => [
      `no DNS answers for the wildcard ${host}`,
      "give `endpoints`, or resolution: 'NONE' or 'DYNAMIC_DNS'",
    ],
  ],
  notAnAddress: [
    'MESH355',
    (address: string) => [
      `the endpoint ${address} is neither an IP address nor unix:// with a path`,
      "give one, or resolution: 'DNS'",
    ],
  ],
  scopedHost: [
    'MESH356',
    (host: string) => [`"${host}" does not say whose host it is`, 'write namespace/host, with ./ or */ in front'],
  ],
  noTarget: ['MESH357', (rule: string) => [`${rule} sends its connections nowhere`, 'give it a target']],
  attribute: [
    'MESH358',
    (key: string) => [`the condition "${key}" names nothing in its brackets`, 'name a header or a claim'],
  ],
  portTwice: [
    'MESH359',
    (port: number) => [`port ${port} has two policies, of which one counts`, 'merge them into one'],
  ],
  endpoint: [
    'MESH946',
    (endpoint: string) => [
      `"${endpoint}" is no endpoint beside a sidecar`,
      'write 127.0.0.1:8080, [::1]:8080, :8080 or unix:///path',
    ],
  ],
  bind: [
    'MESH360',
    (bind: string) => [`bind "${bind}" is no IP address`, "give one of the pods' own, or leave it out"],
  ],
});
