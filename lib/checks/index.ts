import { certificatesAreRenewed } from './gateways/certificate-times';
import { certificatesNameHosts } from './gateways/certificates';
import { certificatesDiffer } from './gateways/certificates-differ';
import { credentialsExist } from './gateways/credentials-exist';
import { gatewayExists } from './gateways/gateway-exists';
import { gatewayHasPods } from './gateways/gateway-pods';
import { gatewayPort } from './gateways/gateway-port';
import { gatewayServersConflict } from './gateways/gateway-servers-conflict';
import { gatewaysAreNotInternal } from './gateways/internal-gateway';
import { gatewayIsOfOneNamespace } from './gateways/one-namespace';
import { privilegedPortsAreServed } from './gateways/privileged-ports';
import { protocolsAgree } from './gateways/protocols-agree';
import { sniLeftOut } from './gateways/sni-left-out';
import { sniOnce } from './gateways/sni-once';
import { ISTIOD_RULES } from './istiod';
import { fieldsAreCurrent } from './objects/deprecated';
import { knownByReaders } from './objects/known-by';
import { madeOnce } from './objects/made-once';
import { annotationsWork } from './pods/annotations';
import { injectionIsSaid, injectionModesAgree } from './pods/injection-labels';
import { switchesAreRead } from './pods/istiod-switches';
import { autoImagesAreInjected, usersAreTheirOwn } from './pods/proxies';
import { declaredCallsGetThrough } from './policies/declared-calls';
import { callersHaveIdentities, policiesAreEnforced } from './policies/enforced';
import { authorizersExist, identitiesExist } from './policies/external-references';
import { gatewayPoliciesTarget } from './policies/gateway-selectors';
import { httpRulesMeetHttp } from './policies/http-rules';
import { claimsAreVerified } from './policies/jwt-claims';
import { keysAreReached, keysAreRestricted } from './policies/jwt-keys';
import { keysArePublic } from './policies/key-sets';
import { policyNamespacesExist } from './policies/namespaces-exist';
import { onePeerAuthentication } from './policies/one-peer-authentication';
import { noPlaintextAlone } from './policies/plaintext-in-ambient';
import { principalsHaveMtls } from './policies/principals';
import { listsSaySomething, pathsCanMatch, valuesCanMatch } from './policies/rule-words';
import { policiesSaySomething } from './policies/says-something';
import { policiesSelectPods } from './policies/selectors';
import { targetsExist } from './policies/targets-exist';
import { accessLogsHaveProviders } from './proxies/access-logs';
import { ambientMode } from './proxies/ambient';
import { scopesAreRead } from './proxies/ambient-scopes';
import { collectorsKnown } from './proxies/collectors-known';
import { envoyFiltersReviewed, envoyPatchesWork } from './proxies/envoy-filters';
import { gatewaysAskWaypoints } from './proxies/ingress-waypoints';
import { logFilters } from './proxies/log-filters';
import { scopesHavePods } from './proxies/scope-pods';
import { serversServe } from './proxies/servers-serve';
import { sidecarsKnow } from './proxies/sidecar-knows';
import { sidecarIsUnique } from './proxies/sidecars';
import { telemetryIsUnique } from './proxies/telemetry';
import { wasmModulesAreFixed } from './proxies/wasm-modules';
import { rateLimits } from './rate-limits';
import { apiPatterns } from './routes/api-patterns';
import { delegatesFit } from './routes/delegates';
import { backendExists } from './routes/destinations/backend-exists';
import { backendGranted } from './routes/destinations/backend-granted';
import { canaryIsNotPassed } from './routes/destinations/canary-passed';
import { hostsExist } from './routes/destinations/hosts-exist';
import { httpOnTcp } from './routes/destinations/http-on-tcp';
import { portExists } from './routes/destinations/port-exists';
import { subsetExists } from './routes/destinations/subset-exists';
import { gatewayRoutesConflict } from './routes/hosts/gateway-routes-conflict';
import { hiddenByHost } from './routes/hosts/hidden-by-host';
import { hostServed } from './routes/hosts/host-served';
import { meshHostsConflict } from './routes/hosts/mesh-hosts-conflict';
import { portOrAll } from './routes/hosts/port-or-all';
import { matchApplies } from './routes/match-applies';
import { othersDefault } from './routes/others-default';
import { prefixReplaced } from './routes/prefix-replaced';
import { queryFits } from './routes/query-fits';
import { retriesFit } from './routes/retries-fit';
import { rewriteGroups } from './routes/rewrite-groups';
import { ruleShadowed } from './routes/rule-shadowed';
import { weightsAddUp } from './routes/weights-add-up';
import type { Rule } from './rule';
import { destinationRulesMerge } from './services/destination-rules-merge';
import { destinationTlsAgrees } from './services/destination-tls';
import { entriesAgree } from './services/entries-agree';
import { entriesLeadSomewhere } from './services/entries-lead-somewhere';
import { failoverEjectsEnough, failoverNeedsOutliers } from './services/failover-needs-outliers';
import { warmupIsHeard } from './services/new-endpoints';
import { nodePortsAreGivenOut } from './services/node-ports';
import { portPoliciesOnce } from './services/port-policies-once';
import { ruleHostsExist } from './services/rule-hosts-exist';
import { serversAreJudged } from './services/server-certificates';
import { entryAddresses, entryProtocols } from './services/service-entries';
import { deploymentPortsAgree, portsSayTheirProtocol } from './services/service-ports';
import { subsetSelectsPods } from './services/subset-selects-pods';
import { widerPoliciesKept } from './services/wider-policies';
import { externalControlPlane } from './webhooks/external-control-plane';
import { injectorsDiffer } from './webhooks/injectors-differ';

/** What is true of one object, whatever else there is; only of objects that these pass is anything else asked. */
export const OBJECT_RULES: readonly Rule[] = [
  ...ISTIOD_RULES,
  apiPatterns,
  failoverNeedsOutliers,
  failoverEjectsEnough,
  listsSaySomething,
  policiesSaySomething,
  pathsCanMatch,
  valuesCanMatch,
  keysArePublic,
  weightsAddUp,
  ruleShadowed,
  entryAddresses,
  envoyPatchesWork,
  annotationsWork,
  injectionModesAgree,
  usersAreTheirOwn,
  portsSayTheirProtocol,
  externalControlPlane,
  gatewaysAreNotInternal,
  fieldsAreCurrent,
  certificatesAreRenewed,
  certificatesNameHosts,
  logFilters,
  rateLimits,
  wasmModulesAreFixed,
  entriesLeadSomewhere,
  portPoliciesOnce,
  nodePortsAreGivenOut,
  switchesAreRead,
];

/** What is true of several objects together. */
export const RELATIONS: readonly Rule[] = [
  madeOnce,
  knownByReaders,
  subsetExists,
  subsetSelectsPods,
  destinationRulesMerge,
  widerPoliciesKept,
  portExists,
  backendExists,
  backendGranted,
  meshHostsConflict,
  portOrAll,
  gatewayExists,
  gatewayRoutesConflict,
  gatewayServersConflict,
  protocolsAgree,
  sniOnce,
  sniLeftOut,
  gatewayPort,
  privilegedPortsAreServed,
  hostServed,
  hiddenByHost,
  gatewayIsOfOneNamespace,
  entriesAgree,
  delegatesFit,
  retriesFit,
  othersDefault,
  queryFits,
  prefixReplaced,
  rewriteGroups,
  matchApplies,
  httpOnTcp,
  entryProtocols,
  sidecarsKnow,
  warmupIsHeard,
  serversServe,
  collectorsKnown,
  sidecarIsUnique,
  ambientMode,
  gatewaysAskWaypoints,
  declaredCallsGetThrough,
  httpRulesMeetHttp,
  principalsHaveMtls,
  noPlaintextAlone,
  destinationTlsAgrees,
  serversAreJudged,
  authorizersExist,
  identitiesExist,
  claimsAreVerified,
  keysAreRestricted,
  keysAreReached,
  policiesSelectPods,
  targetsExist,
  onePeerAuthentication,
  policiesAreEnforced,
  callersHaveIdentities,
  telemetryIsUnique,
  envoyFiltersReviewed,
  injectionIsSaid,
  autoImagesAreInjected,
  deploymentPortsAgree,
  ruleHostsExist,
  injectorsDiffer,
  certificatesDiffer,
  gatewayHasPods,
  policyNamespacesExist,
  gatewayPoliciesTarget,
  accessLogsHaveProviders,
  hostsExist,
  canaryIsNotPassed,
  scopesAreRead,
  scopesHavePods,
  credentialsExist,
];

/** Every rule, in the order in which they are asked. */
export const RULES: readonly Rule[] = [...OBJECT_RULES, ...RELATIONS];
