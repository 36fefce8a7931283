import { gatewayExists } from './gateways/gateway-exists';
import { gatewayPort } from './gateways/gateway-port';
import { gatewayServersConflict } from './gateways/gateway-servers-conflict';
import { ISTIOD_RULES } from './istiod';
import { knownByReaders } from './objects/known-by';
import { madeOnce } from './objects/made-once';
import { declaredCallsGetThrough } from './policies/declared-calls';
import { authorizersExist, identitiesExist } from './policies/external-references';
import { httpRulesMeetHttp } from './policies/http-rules';
import { claimsAreVerified } from './policies/jwt-claims';
import { keysAreReached, keysAreRestricted } from './policies/jwt-keys';
import { principalsHaveMtls } from './policies/principals';
import { policiesSelectPods } from './policies/selectors';
import { ambientMode } from './proxies/ambient';
import { envoyFiltersReviewed, envoyPatchesWork } from './proxies/envoy-filters';
import { sidecarsKnow } from './proxies/sidecar-knows';
import { sidecarIsUnique } from './proxies/sidecars';
import { telemetryIsUnique } from './proxies/telemetry';
import { backendExists } from './routes/backend-exists';
import { delegatesFit } from './routes/delegates';
import { gatewayRoutesConflict } from './routes/gateway-routes-conflict';
import { hostServed } from './routes/host-served';
import { httpOnTcp } from './routes/http-on-tcp';
import { meshHostsConflict } from './routes/mesh-hosts-conflict';
import { portExists } from './routes/port-exists';
import { retriesFit } from './routes/retries-fit';
import { ruleShadowed } from './routes/rule-shadowed';
import { subsetExists } from './routes/subset-exists';
import { weightsAddUp } from './routes/weights-add-up';
import type { Rule } from './rule';
import { destinationRulesMerge } from './services/destination-rules-merge';
import { destinationTlsAgrees } from './services/destination-tls';
import { entryAddresses, entryProtocols } from './services/service-entries';
import { subsetSelectsPods } from './services/subset-selects-pods';

/** What is true of one object, whatever else there is; only of objects that these pass is anything else asked. */
export const OBJECT_RULES: readonly Rule[] = [
  ...ISTIOD_RULES,
  weightsAddUp,
  ruleShadowed,
  entryAddresses,
  envoyPatchesWork,
];

/** What is true of several objects together. */
export const RELATIONS: readonly Rule[] = [
  madeOnce,
  knownByReaders,
  subsetExists,
  subsetSelectsPods,
  destinationRulesMerge,
  portExists,
  backendExists,
  meshHostsConflict,
  gatewayExists,
  gatewayRoutesConflict,
  gatewayServersConflict,
  gatewayPort,
  hostServed,
  delegatesFit,
  retriesFit,
  httpOnTcp,
  entryProtocols,
  sidecarsKnow,
  sidecarIsUnique,
  ambientMode,
  declaredCallsGetThrough,
  httpRulesMeetHttp,
  principalsHaveMtls,
  destinationTlsAgrees,
  authorizersExist,
  identitiesExist,
  claimsAreVerified,
  keysAreRestricted,
  keysAreReached,
  policiesSelectPods,
  telemetryIsUnique,
  envoyFiltersReviewed,
];

/** Every rule, in the order in which they are asked. */
export const RULES: readonly Rule[] = [...OBJECT_RULES, ...RELATIONS];
