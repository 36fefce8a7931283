import type { MeshCheck } from '../model/mesh';
import { gatewayExists } from './gateways/gateway-exists';
import { gatewayPort } from './gateways/gateway-port';
import { gatewayServersConflict } from './gateways/gateway-servers-conflict';
import { madeOnce } from './objects/made-once';
import { POLICY_CHECKS } from './policies';
import { ambientMode } from './proxies/ambient';
import { sidecarsKnow } from './proxies/sidecar-knows';
import { sidecarIsUnique } from './proxies/sidecars';
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
import { destinationRulesMerge } from './services/destination-rules-merge';
import { entryAddresses, entryProtocols } from './services/service-entries';
import { subsetSelectsPods } from './services/subset-selects-pods';

/** Every relation that must hold, one file each. */
export const MESH_CHECKS: readonly MeshCheck[] = [
  madeOnce,
  weightsAddUp,
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
  ruleShadowed,
  delegatesFit,
  httpOnTcp,
  retriesFit,
  entryAddresses,
  entryProtocols,
  sidecarsKnow,
  sidecarIsUnique,
  ambientMode,
  ...POLICY_CHECKS,
];
