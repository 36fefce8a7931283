import { declaredCallsGetThrough } from './declared-calls';
import { destinationTlsAgrees } from './destination-tls';
import { envoyPatchesWork } from './envoy-filters';
import { authorizersExist, identitiesExist } from './external-references';
import type { MeshCheck } from './facts';
import { httpRulesMeetHttp } from './http-rules';
import { claimsAreVerified } from './jwt-claims';
import { keysAreReached, keysAreRestricted } from './jwt-keys';
import { principalsHaveMtls } from './principals';
import { policiesSelectPods } from './selectors';
import { telemetryIsUnique } from './telemetry';

/** Relations of security, telemetry and Envoy filters. */
export const POLICY_CHECKS: readonly MeshCheck[] = [
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
  envoyPatchesWork,
];
