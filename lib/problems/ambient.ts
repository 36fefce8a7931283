import { catalogue } from '../kit/problems';

/** Pods without sidecars. MESH670-MESH679. */
export const AMBIENT = catalogue({
  noWaypoint: [
    'MESH670',
    (what: string, service: string, namespace: string) => [
      `${what} reads requests to ${service}, whose namespace "${namespace}" is in ambient mode without a waypoint that could`,
      'make a Waypoint and have the namespace or the service use it',
    ],
  ],
  unheld: [
    'MESH671',
    (policy: string, namespace: string) => [
      `policy ${policy} of ambient namespace "${namespace}" reads requests, but selects pods, where only ztunnel would hold it: it cannot`,
      'give it a service as its workload, so that the waypoint holds it',
    ],
  ],
  missingWaypoint: [
    'MESH672',
    (waypoint: string) => [`waypoint ${waypoint} is used but not there`, 'make it, or use another'],
  ],
  closedWaypoint: [
    'MESH673',
    (waypoint: string, namespace: string) => [
      `waypoint ${waypoint} serves its own namespace only, not "${namespace}"`,
      'make it with shared: true',
    ],
  ],
});
