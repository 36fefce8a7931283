import { catalogue } from '../../kit/problems';

/** Access control and telemetry. MESH400-MESH449, and Istio's own codes where its analyzers have one. */
export const POLICY = catalogue({
  otherNamespace: [
    'MESH400',
    (namespace: string, pods: string) => [
      `the policy is in ${namespace}, but the pods that it is for are in ${pods}`,
      'make it below the namespace of the pods',
    ],
  ],
  noPods: [
    'MESH401',
    (host: string) => [
      `${host} has no pods in the mesh that a policy could select`,
      'name a Microservice, a version of one, a Gateway or an ExistingService',
    ],
  ],
  sharedAccount: [
    'MESH403',
    (version: string, account: string, others: readonly string[]) => [
      `${version} runs as the ServiceAccount ${account}, and so does ${others.join(', ')}, which the rule would let in, too`,
      'give the version a `serviceAccount` of its own, or name the whole service',
    ],
  ],
  noEffect: ['MESH404', (what: string, remedy: string) => [`${what} has no effect`, remedy]],
  emptyList: ['MESH405', (field: string) => [`${field} is empty`, 'list at least one, or leave it out']],
  jwksInvalid: [
    'MESH407',
    (issuer: string, why: string) => [`jwks of ${issuer} ${why}`, 'give the public keys as { keys: [{ kty, ... }] }'],
  ],
  share: ['MESH409', (field: string, value: number) => [`${field} is ${value}`, 'give a share from 0 to 100 percent']],
  path: [
    'MESH412',
    (path: string) => [
      `the path "${path}" matches no request`,
      'begin it with "/" or "*", without a query, with at most one "*" at either end, or use {*} and {**} as whole segments',
    ],
  ],
  neverMatches: [
    'MESH440',
    (field: string, value: string, why: string, remedy: string) => [
      `${field} has "${value}", which ${why}, so that it is never met`,
      remedy,
    ],
  ],
  notOfGatewayApi: [
    'MESH413',
    (name: string) => [
      `${name} is a Gateway of Istio's API, which has no pods of its own`,
      "name the gateway whose pods serve it, or make it with api: 'gateway-api'",
    ],
  ],
  lockedOut: [
    'MESH420',
    (caller: string, callee: string, policy: string) => [
      `${caller} is declared to call ${callee}, but ${policy} locks it out`,
      'add the caller to a rule (allowDeclaredCalls does), or drop the call',
      'add the caller to a rule',
    ],
  ],
  httpRuleOnTcp: [
    'MESH421',
    (field: string, service: string, port: number, effect: string) => [
      `${field} looks at HTTP, but port ${port} of ${service} is not HTTP, and there ${effect}`,
      'limit the rule to the HTTP ports with `ports`, or declare the port as http, http2 or grpc',
    ],
  ],
  unknownAuthorizer: [
    'MESH422',
    (name: string, known: readonly string[]) => [
      `the mesh configuration has no external authorizer "${name}"`,
      known.length > 0
        ? `use one of ${known.join(', ')}`
        : 'add one with envoyExtAuthzHttp or envoyExtAuthzGrpc to meshConfig.extensionProviders',
    ],
  ],
  foreignTrustDomain: [
    'MESH423',
    (principal: string, domains: readonly string[]) => [
      `nobody in this mesh is ${principal}, for its trust domains are ${domains.join(', ')}`,
      "use one of them, or cluster.local, which stands for the mesh's own",
    ],
  ],
  principalsWithoutMtls: [
    'MESH424',
    (workload: string, policy: string) => [
      `${workload} takes plaintext alone (${policy}), so that no caller has an identity there`,
      'make its mTLS mode STRICT or PERMISSIVE',
    ],
  ],
  unenforced: [
    'MESH471',
    (policy: string, pods: readonly string[]) => [
      `${policy} is for pods of ${pods.join(', ')}, and none of them has a proxy that would hold it`,
      'let their namespace ask for sidecars or ambient mode, or leave the policy out',
    ],
  ],
  noIdentity: [
    'MESH472',
    (policy: string, caller: string) => [
      `${policy} lets ${caller} call, whose pods have no proxy and so no identity: it will be refused`,
      'give the caller a sidecar or ambient mode, or allow it by ipBlocks',
    ],
  ],
  destinationTls: [
    'MESH425',
    (host: string, mode: string, policy: string, wanted: string) => [
      `callers use TLS mode ${mode} for ${host}, whose pods want ${wanted} (${policy})`,
      'make the two agree; without a TLS mode Istio does so by itself',
    ],
  ],
  noMatchingWorkloads: [
    'IST0127',
    (policy: string, selector: string) => [
      `${policy} is for pods with ${selector}, and there are none`,
      'select a workload that exists in its namespace',
    ],
  ],
  claimsWithoutJwt: [
    'IST0149',
    (key: string, gateway: string, pods: string) => [
      `the route matches ${key}, but no RequestAuthentication applies to the pods ${pods} of the gateway ${gateway}`,
      'make a RequestAuthentication with workload: the gateway',
      'make a RequestAuthentication that selects those pods',
    ],
  ],
  telemetryTwice: [
    'IST0159',
    (workload: string, others: readonly string[]) => [
      `${workload} is selected by ${others.join(', ')}, too, and only the oldest counts`,
      'merge them, or make their selectors disjoint',
    ],
  ],
  telemetryTwiceInNamespace: [
    'IST0160',
    (namespace: string, others: readonly string[]) => [
      `${others.join(', ')} is for all of ${namespace}, too, and only the oldest counts`,
      'merge them into one',
    ],
  ],
  jwksUnrestricted: [
    'IST0175',
    (policy: string) => [
      `${policy} has istiod fetch keys from a jwksUri that nothing restricts`,
      "set BLOCKED_CIDRS_IN_JWKS_URIS in the control plane's istiod.env, or give the keys as `jwks`",
      'set BLOCKED_CIDRS_IN_JWKS_URIS in the environment of istiod, or give the keys as `jwks`',
    ],
  ],
  jwksOutOfReach: [
    'MESH426',
    (policy: string, uri: string, ports: readonly number[]) => [
      `${policy} has istiod fetch keys from ${uri}, but its NetworkPolicy lets it connect to ports ${ports.join(', ')} only`,
      "serve them there, give the keys as `jwks`, or choose networkPolicy 'official'",
      'serve them there, give the keys as `jwks`, or let the NetworkPolicy of istiod connect there',
    ],
  ],
  selectsGateway: [
    'IST0166',
    (gateway: string) => [
      `its selector is for pods of the Gateway ${gateway}, which follow no selector`,
      'name the Gateway in targetRefs',
    ],
  ],
  noLogProvider: [
    'IST0157',
    () => [
      'it asks for access logs but nothing takes them, neither a provider here nor a default of the mesh configuration',
      'name a provider, such as envoy',
    ],
  ],
  twoPeers: [
    'MESH475',
    (other: string) => [
      `${other} says what TLS the same pods take, too, and only the older of both counts`,
      'say it in one, or select other pods',
    ],
  ],
  noTarget: [
    'MESH476',
    (kind: string, name: string) => [
      `its target ${kind} ${name} is not here, so that the policy holds nobody back`,
      'name one of its namespace, or leave the target out',
    ],
  ],
  ineffective: [
    'IST0167',
    (what: string) => [`it has no effect, for ${what} in ambient mode`, 'use a waypoint, or remove it'],
  ],
});
