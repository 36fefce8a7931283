import type { MeshCheck } from '../../model/mesh';
import { envoyPatchesWork } from '../proxies/envoy-filters';
import { telemetryIsUnique } from '../proxies/telemetry';
import { destinationTlsAgrees } from '../services/destination-tls';
import { declaredCallsGetThrough } from './declared-calls';
import { authorizersExist, identitiesExist } from './external-references';
import { httpRulesMeetHttp } from './http-rules';
import { claimsAreVerified } from './jwt-claims';
import { keysAreReached, keysAreRestricted } from './jwt-keys';
import { principalsHaveMtls } from './principals';
import { policiesSelectPods } from './selectors';

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
