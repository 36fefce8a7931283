import { catalogue } from '../../kit/problems';

/** Routes, traffic policies, entry and exit. MESH320-MESH330, MESH338-MESH344, MESH370, MESH894, MESH895, MESH897, and Istio's own codes where its analyzers have one. */
export const TRAFFIC = catalogue({
  weights: ['MESH320', (rule: string) => [`the targets of ${rule} all have a weight of 0`, 'give one of them a share']],
  noRule: ['MESH323', () => ['the route has no rule', 'give at least one in http, tls or tcp']],
  noAction: [
    'MESH324',
    (rule: string) => [`${rule} does nothing`, 'give it one of to, redirect, respond and delegate'],
  ],
  notInApi: ['MESH326', (feature: string) => [`the Gateway API has no ${feature}`, "make the route with api: 'istio'"]],
  noHost: [
    'MESH327',
    () => [
      'the route says neither which service nor which hosts it is for',
      'give it `service`, or `hosts` with `gateways`',
    ],
  ],
  retriesBeyondTimeout: [
    'MESH328',
    (rule: string, timeout: string, tries: number, perTry: string) => [
      `${rule} ends after ${timeout}, before its ${tries} tries of ${perTry} each can`,
      'raise the timeout, or lower attempts or perTryTimeout',
    ],
  ],
  httpOnTcp: [
    'MESH329',
    (rule: string, host: string, port: number, protocol: string) => [
      `${rule} acts on HTTP, but port ${port} of ${host} is ${protocol}`,
      'use a tcp or tls rule, or declare the port as http, http2 or grpc',
    ],
  ],
  gatewayConflict: [
    'MESH330',
    (host: string, gateway: string, other: string) => [
      `${gateway} already serves the host ${host} in ${other}, and what both match goes to whichever is older`,
      'put the rules into one route, or give the routes hosts or paths of their own',
    ],
  ],
  noAddress: [
    'MESH338',
    (host: string) => [`${host} has endpoints to resolve but gives none`, 'give `endpoints`, or resolution: DNS'],
  ],
  noSidecarService: [
    'MESH339',
    (service: string) => [
      `${service} declares no call`,
      'declare what it calls, or drop its Sidecar: it could reach nothing',
    ],
  ],
  outsideOfDelegation: [
    'MESH342',
    (rule: string, leading: string) => [
      `${rule} never applies, for its match is not within that of ${leading}`,
      'begin its path with the prefix that leads there, repeat ignoreCase, and use no regular expression for what both match',
      'begin its path with the prefix that leads there, repeat ignoreUriCase, and use no regular expression for what both match',
    ],
  ],
  shadowedInApi: [
    'MESH343',
    (rule: string, earlier: string) => [
      `${rule} is never reached, for Istio tries ${earlier} before it, which takes all that it matches`,
      "name a longer prefix or an exact path in place of a regular expression, drop one of the two, or make the route with api: 'istio'",
      'name a longer prefix or an exact path in place of a regular expression, drop one of the two, or write a VirtualService',
    ],
  ],
  routesNotAllowed: [
    'MESH344',
    (gateway: string, namespace: string) => [
      `the gateway ${gateway} takes no routes of the namespace ${namespace}`,
      "make its Listeners with allowRoutesFrom: 'All', or the route in its namespace",
      'let a listener of it take them, by allowedRoutes.namespaces.from: All, or make the route in its namespace',
    ],
  ],
  subsetUnseen: [
    'MESH889',
    (subset: string, host: string, namespace: string, home: string) => [
      `callers in ${namespace === '*' ? 'other namespaces' : `the namespace "${namespace}"`} see no DestinationRule with the subset ${subset} of ${host}, and get 503`,
      `make the DestinationPolicy in the namespace "${home}" of the service, for everybody, or the route with exportTo for those alone who see it`,
      `make the DestinationRule in the namespace "${home}" of the service, for everybody, or the route with exportTo for those alone who see it`,
    ],
  ],
  missing: [
    'IST0101',
    (what: string, name: string, remedy: string, inYaml?: string) => [`there is no ${what} ${name}`, remedy, inYaml],
  ],
  meshHostConflict: [
    'IST0109',
    (host: string, other: string) => [
      `${other} also routes ${host} in the mesh, and only one of the two counts`,
      'put the rules into one route',
    ],
  ],
  portNeeded: [
    'IST0112',
    (rule: string, host: string, ports: readonly number[]) => [
      `${rule} goes to ${host}, which has the ports ${ports.join(', ')}, and names none`,
      'name one: service.port(number)',
      'name one in the port of the destination',
    ],
  ],
  shadowed: [
    'IST0130',
    (rule: string, earlier: string) => [
      `${rule} is never reached, for ${earlier} takes all that it matches`,
      'move it up',
    ],
  ],
  hostNotServed: [
    'IST0132',
    (host: string, gateway: string, namespace: string) => [
      `the gateway ${gateway} does not serve the host ${host} for routes of ${namespace}`,
      'add it to a server',
    ],
  ],
  addressesNeeded: [
    'IST0134',
    (host: string, port: number) => [
      `${host} has the TCP port ${port} but no address, so that it takes all traffic to that port`,
      'give `addresses`',
    ],
  ],
  sidecarBlind: [
    'MESH364',
    (caller: string, host: string, sidecar: string) => [
      `${caller} calls ${host}, which Sidecar ${sidecar} keeps from it`,
      'add it to its hosts (`alsoReach`), or declare that call too',
      'add it to the hosts of its egress',
    ],
  ],
  collectorOutOfScope: [
    'MESH894',
    (sidecar: string, host: string, provider: string) => [
      `${sidecar} keeps ${host} from its pods, to which the Zipkin provider ${provider} has them send spans; Envoy refuses listeners that name a service which it does not know`,
      'add it to the hosts (`alsoReach`)',
      'add it to the hosts of its egress',
    ],
  ],
  portOrAll: [
    'MESH895',
    (service: string, other: string) => [
      `it and ${other} are both for ${service}, one for a single port and one for all: Istio uses only the older of the two there`,
      'give both the port, or neither',
    ],
  ],
  ungranted: [
    'MESH897',
    (service: string, kind: string, namespace: string, effect: string) => [
      `no ReferenceGrant lets ${kind}s of the namespace "${namespace}" send to ${service}, and gateways ${effect}`,
      `write one in the namespace of the Service, from ${kind} of "${namespace}"`,
    ],
  ],
  gatewayConflictingServers: [
    'IST0145',
    (port: number, host: string, other: string) => [
      `${other} serves the same host ${host} on port ${port} of the same gateway`,
      'merge the two, or give them hosts of their own',
    ],
  ],
  gatewayPort: [
    'IST0162',
    (port: number, service: string, ports: readonly string[]) => [
      `port ${port} is neither a port nor a target port of the gateway's Service ${service}`,
      `use one of ${ports.join(', ')}`,
    ],
  ],
  subsetWithoutPods: [
    'IST0173',
    (subset: string, host: string) => [
      `no pod of ${host} is in the subset ${subset}`,
      'deploy that version, or drop the subset',
    ],
  ],
  conflictingProtocol: [
    'IST0177',
    (host: string, port: number, other: string) => [
      `${other} says that port ${port} of ${host} speaks another protocol`,
      'declare the host once',
    ],
  ],
  sidecarTwice: [
    'IST0110',
    (workload: string, others: readonly string[]) => [
      `${workload} is selected by ${others.join(', ')}, too, and either may count`,
      'merge them, or make their selectors disjoint',
    ],
  ],
  sidecarTwiceInNamespace: [
    'IST0111',
    (namespace: string, others: readonly string[]) => [
      `${others.join(', ')} is for all of ${namespace}, too, and either may count`,
      'merge them into one',
    ],
  ],
  twoPolicies: [
    'MESH370',
    (host: string, what: string, other: string) => [
      `${other} gives ${host} a ${what} of its own, too, and only that of the older counts`,
      'put both into one DestinationPolicy, or give them `callers` of their own',
      'put both into one DestinationRule, or give each a workloadSelector of its own',
    ],
  ],
});
