import { catalogue } from '../../kit/problems';

/** What an injected gateway has in place of props of the rendered form. */
const INSTEAD: Readonly<Record<string, string>> = {
  secrets: 'use volumes and volumeMounts',
  injectionTemplate: "name templates by podAnnotations: { 'inject.istio.io/templates': '...' }",
  runAsRoot: 'use securityContext and container.securityContext',
};

/** Gateways as Deployments and Services. MESH130-MESH149. */
export const GATEWAYS = catalogue({
  portRange: ['MESH130', (port: number) => [`port ${port} is out of range`, 'give a whole number from 1 to 65535']],
  portTwice: [
    'MESH131',
    (what: string) => [`${what} stands for two ports of one Service`, 'give each port a name and a number of its own'],
  ],
  nodePort: [
    'MESH132',
    (port: number) => [
      `node port ${port} is outside of 30000 to 32767, which API servers give out by default`,
      "choose one of these, or see that the cluster's --service-node-port-range has it",
    ],
  ],
  nodePortType: [
    'MESH133',
    (port: number) => [
      `node port ${port} is given, but the Service is of type ClusterIP`,
      'make the type NodePort or LoadBalancer, or drop nodePort',
    ],
  ],
  privileged: [
    'MESH138',
    (port: number, target: number) => [
      `port ${port} leads to ${target} of pods without privileges, where istiod makes no listener`,
      'give a targetPort from 1024 on, such as 8080',
    ],
  ],
  portName: [
    'MESH134',
    (name: string) => [`"${name}" is no name for a port`, 'use at most 63 lower-case letters, digits and "-"'],
  ],
  renderedDaemonSet: [
    'MESH135',
    () => ['a DaemonSet is asked for in the rendered form', "use form: 'injected', or kind: 'Deployment'"],
  ],
  scaledDaemonSet: [
    'MESH136',
    () => ['a DaemonSet has replicas or autoscaling, but runs one pod a node', 'drop replicas and autoscaling'],
  ],
  renderedOnly: [
    'MESH907',
    (field: string) => [
      `${field} is given to an injected gateway, whose pod istiod writes`,
      INSTEAD[field] ?? 'leave it out',
    ],
  ],
  sourceRange: [
    'MESH137',
    (range: string) => [
      `service.loadBalancerSourceRanges holds "${range}", which is no CIDR`,
      'write address/prefix-length',
    ],
  ],
  sameCertificate: [
    'IST0138',
    (other: string) => [
      `${other} serves its certificate from the same pods, and a browser that has a connection to one host asks the other through it`,
      'put the hosts into one Gateway, or give them certificates of their own',
    ],
  ],
  sniTwice: [
    'MESH890',
    (port: number, sni: string, other: string) => [
      `TLS for "${sni}" on port ${port} is also taken in by ${other}: Envoy refuses a listener with one name twice, and nothing of the port works`,
      'give each name to one server, or to one rule of TLS that passes it on',
    ],
  ],
  sniLeftOut: [
    'MESH898',
    (port: number, names: readonly string[], sni: string, other: string) => [
      `TLS for ${names.map((name) => `"${name}"`).join(', ')} on port ${port} has "${sni}" in common with ${other}: of the two istiod takes in the first, and leaves out the other with all of its names`,
      'give each name to one match, and a route to listeners with no name in common',
    ],
  ],
  protocols: [
    'MESH896',
    (port: number, here: string, other: string, there: string) => [
      `port ${port} takes ${here}, and ${there} in ${other}: istiod makes one listener of a port, and leaves the other server out without a word`,
      'give each a port of its own',
    ],
  ],
  internal: [
    'IST0165',
    (name: string) => [
      `${name} is what istiod makes of a Gateway of the Gateway API, and changes with it`,
      'write an HTTPRoute for that Gateway, or a Gateway of Istio for this route',
    ],
  ],
});
