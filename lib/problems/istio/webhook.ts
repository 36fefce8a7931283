import { catalogue } from '../../kit/problems';

/** What istiod's webhook would refuse in a resource by itself, beyond its CRD. MESH345-MESH369; numbers that are missing are not given again. */
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
  portTwice: [
    'MESH359',
    (port: number) => [`port ${port} has two policies, of which one counts`, 'merge them into one'],
  ],
  bind: [
    'MESH360',
    (bind: string) => [`bind "${bind}" is no IP address`, "give one of the pods' own, or leave it out"],
  ],
});
