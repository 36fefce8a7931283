import type { Rule } from '../rule';
import { DESTINATION_RULE_RULES } from './destination-rule';
import { durations } from './durations';
import { GATEWAY_RULES } from './gateways';
import { machines } from './machines';
import { exportedSoundly } from './metadata/export-to';
import { labelsAreLabels } from './metadata/labels';
import { annotationsAreTheirs } from './metadata/metadata';
import { envoyPatches } from './proxies/envoy-patches';
import { SIDECAR_RULES } from './proxies/sidecars';
import { TELEMETRY_RULES } from './proxies/telemetry';
import { AUTHORIZATION_RULES } from './security/authorization';
import { TOKEN_RULES } from './security/tokens';
import { SELECTING_RULES } from './selecting';
import { SERVICE_ENTRY_RULES } from './service-entries';
import { VIRTUAL_SERVICE_RULES } from './virtual-service';
import { warned } from './warned';

/** What istiod's webhook refuses in an object by itself, beyond its schema. Source: istio pkg/config/validation and pkg/config/security. */
export const ISTIOD_RULES: readonly Rule[] = [
  annotationsAreTheirs,
  exportedSoundly,
  ...VIRTUAL_SERVICE_RULES,
  ...SERVICE_ENTRY_RULES,
  ...DESTINATION_RULE_RULES,
  ...SIDECAR_RULES,
  ...GATEWAY_RULES,
  ...AUTHORIZATION_RULES,
  ...TOKEN_RULES,
  ...SELECTING_RULES,
  labelsAreLabels,
  durations,
  machines,
  envoyPatches,
  ...TELEMETRY_RULES,
  warned,
];
