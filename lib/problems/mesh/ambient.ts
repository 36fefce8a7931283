import { catalogue } from '../../kit/problems';

/** Pods without sidecars. MESH634, MESH670-MESH679, MESH940-MESH943. */
export const AMBIENT = catalogue({
  noWaypoint: [
    'MESH670',
    (what: string, service: string, namespace: string) => [
      `${what} reads requests to ${service}, whose namespace "${namespace}" is in ambient mode without a waypoint that could`,
      'make a Waypoint and have the namespace or the service use it',
      'make a Gateway of the class istio-waypoint, and name it in the label istio.io/use-waypoint of the namespace or the Service',
    ],
  ],
  unheld: [
    'MESH671',
    (policy: string, namespace: string) => [
      `policy ${policy} of ambient namespace "${namespace}" reads requests, but selects pods, where only ztunnel would hold it: it cannot`,
      'give it a service as its workload, so that the waypoint holds it',
      'name the Service in its targetRefs instead, so that the waypoint holds it',
    ],
  ],
  missingWaypoint: [
    'MESH672',
    (waypoint: string) => [`waypoint ${waypoint} is used but not there`, 'make it, or use another'],
  ],
  noProxyOfItsOwn: [
    'MESH940',
    (what: string) => [
      `pods of ${what} have no proxy of their own, for their namespace is in ambient mode, and a waypoint reads policies for services, not for pods`,
      'give the policy a service, or the Waypoint itself, as its workload',
    ],
  ],
  classOutsideOfRoot: [
    'MESH941',
    (name: string, namespace: string) => [
      `a policy for every ${name} is read in the control plane's namespace alone, not in ${namespace}`,
      "make it below the control plane's namespace, or for one Waypoint",
    ],
  ],
  sidecarsAlone: [
    'MESH942',
    (what: string, namespace: string) => [
      `${what} is held by sidecars, which pods of the ambient namespace "${namespace}" do not have`,
      'give the pods sidecars, or make it for a gateway in front of them',
    ],
  ],
  plaintextAlone: [
    'MESH943',
    (namespace: string) => [
      `mTLS mode DISABLE is read as PERMISSIVE by ztunnel, which serves the ambient namespace "${namespace}"`,
      'use PERMISSIVE, or give the pods sidecars',
    ],
  ],
  pastWaypoint: [
    'MESH634',
    (policy: string, caller: string, service: string, waypoint: string) => [
      `policy ${policy} does not hold for what ${caller} brings in for ${service}: a gateway goes past the waypoint ${waypoint}`,
      "label the Service or its namespace istio.io/ingress-use-waypoint: 'true'",
    ],
  ],
  closedWaypoint: [
    'MESH673',
    (waypoint: string, namespace: string) => [
      `waypoint ${waypoint} serves its own namespace only, not "${namespace}"`,
      'make it with shared: true',
      'let its listener take all: allowedRoutes.namespaces.from: All',
    ],
  ],
});
