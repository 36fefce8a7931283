import { catalogue } from '../../kit/problems';

/** Meshes over several clusters. MESH640-MESH649, MESH690-MESH691. */
export const TOPOLOGY = catalogue({
  networkTwice: [
    'MESH640',
    (name: string) => [`two networks have the name "${name}"`, 'give each a name of its own, or make them one network'],
  ],
  networkUnknown: [
    'MESH641',
    (cluster: string, network: string, known: readonly string[]) => [
      `cluster "${cluster}" lies in network "${network}", which is not there`,
      `add the network, or use ${known.join(' or ')}`,
    ],
  ],
  noSuchPrimary: [
    'MESH642',
    (cluster: string, primary: string) => [
      `cluster "${cluster}" is controlled by "${primary}", which is no cluster`,
      'name a primary cluster, or leave controlledBy out for an istiod of its own',
    ],
  ],
  notPrimary: [
    'MESH643',
    (cluster: string, primary: string) => [
      `cluster "${cluster}" is controlled by "${primary}", which has no istiod itself`,
      'name a primary cluster',
    ],
  ],
  noAddress: [
    'MESH644',
    (cluster: string, primary: string, network: string) => [
      `cluster "${cluster}" has no address for the istiod of "${primary}"`,
      `set the address of network "${network}": its east-west gateway's load balancer`,
    ],
  ],
  twoControlPlanes: [
    'MESH646',
    (cluster: string) => [
      `cluster "${cluster}" has both controlledBy and externalIn`,
      "keep controlledBy to share a primary's istiod, or externalIn for one of its own elsewhere",
    ],
  ],
  clusterName: [
    'MESH645',
    (name: string) => [
      `"${name}" is no name for a cluster`,
      'use at most 63 lower-case letters, digits and "-", beginning and ending with a letter or digit',
    ],
  ],
  networkName: [
    'MESH647',
    (name: string) => [
      `"${name}" is no name for a network`,
      'use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
    ],
  ],
  addressTwice: [
    'MESH648',
    (address: string, networks: readonly string[]) => [
      `networks ${networks.join(' and ')} are both entered at ${address}`,
      'give each the address of its own east-west gateway',
    ],
  ],
  address: [
    'MESH649',
    (network: string, address: string) => [
      `network "${network}" is entered at "${address}", which is no address`,
      'give the IP address or host of its east-west gateway, without scheme and port, or leave it out',
    ],
  ],
  closedNetwork: [
    'MESH690',
    (namespace: string, what: string, prop: string) => [
      `the NetworkPolicies of namespace "${namespace}" keep its pods from ${what} in another cluster`,
      `give them, or the ZeroTrust that makes them, clusters.${prop}`,
    ],
  ],
  podCidr: [
    'MESH691',
    (cluster: string, cidr: string) => [
      `pods of cluster "${cluster}" have addresses "${cidr}", which is no CIDR`,
      'write such as 10.244.0.0/16',
    ],
  ],
});
