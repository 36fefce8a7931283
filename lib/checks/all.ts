import { ambientMode } from './ambient';
import { backendExists } from './backend-exists';
import { delegatesFit } from './delegates';
import { destinationRulesMerge } from './destination-rules-merge';
import type { MeshCheck } from './facts';
import { gatewayExists } from './gateway-exists';
import { gatewayPort } from './gateway-port';
import { gatewayRoutesConflict } from './gateway-routes-conflict';
import { gatewayServersConflict } from './gateway-servers-conflict';
import { hostServed } from './host-served';
import { httpOnTcp } from './http-on-tcp';
import { meshHostsConflict } from './mesh-hosts-conflict';
import { oneAddress } from './one-address';
import { POLICY_CHECKS } from './policy-checks';
import { portExists } from './port-exists';
import { retriesFit } from './retries-fit';
import { ruleShadowed } from './rule-shadowed';
import { entryAddresses, entryProtocols } from './service-entries';
import { sidecarsKnow } from './sidecar-knows';
import { sidecarIsUnique } from './sidecars';
import { subsetExists } from './subset-exists';
import { subsetSelectsPods } from './subset-selects-pods';
import { weightsAddUp } from './weights-add-up';

/** Every relation that must hold, one file each. */
export const MESH_CHECKS: readonly MeshCheck[] = [
  oneAddress,
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
