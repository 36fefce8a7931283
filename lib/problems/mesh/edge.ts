import { catalogue } from '../../kit/problems';

/** Where requests enter and leave. MESH944, MESH945, MESH947. */
export const EDGE = catalogue({
  apiOnly: [
    'MESH945',
    (field: string) => [
      `a Gateway of Istio's API has no \`${field}\``,
      "make the Listeners with api: 'gateway-api', or leave it out",
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
