import { catalogue } from '../../kit/problems';

/** Where requests enter and leave. MESH369, MESH371, MESH373, MESH477-MESH479, MESH944, MESH947. */
export const EDGE = catalogue({
  mistimed: [
    'MESH477',
    (why: string) => [
      `the certificate ${why}`,
      'let it last an hour or more, and be renewed 5m or more before its end',
    ],
  ],
  certificate: [
    'MESH478',
    (why: string) => [
      `the certificate ${why}`,
      'name DNS names, whose first label may be "*", without scheme, port or path; a commonName has at most 64 letters',
    ],
  ],
  notInIstio: [
    'MESH371',
    (feature: string) => [
      `Istio's own API has no ${feature}`,
      "make the Listeners with api: 'gateway-api', or leave it out",
    ],
  ],
  unserved: [
    'MESH479',
    (why: string) => [
      why,
      'give the highest version at least the lowest; SHA-256 of certificates as 64 hex digits, of public keys as 44 letters of base64; labels as Kubernetes has them',
    ],
  ],
  tlsInTls: [
    'MESH369',
    (port: number) => [
      `pods begin TLS themselves to call port ${port}, and the gateway would begin it once more inside`,
      'leave out `originate`, or let pods call a port of HTTP',
    ],
  ],
  nodePortOutside: [
    'MESH373',
    (port: number, nodePort: number) => [
      `port ${port} of a host outside has nodePort ${nodePort}, which no node opens for it`,
      'drop it: node ports are of Services',
    ],
  ],
  wildEgress: [
    'MESH944',
    (host: string) => [
      `calls to ${host} cannot go on from a gateway, which does not know the address that the pod asked for`,
      'name the hosts one by one, or let pods call them directly',
    ],
  ],
  gatewayBesidePods: [
    'MESH947',
    (namespace: string, pods: string) => [
      `the Gateway is in ${namespace}, but the pods that are to serve it are in ${pods}, where they get nothing of it`,
      'make it there, or let Istio deploy pods for it',
    ],
  ],
});
