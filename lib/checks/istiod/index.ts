import type { Rule } from '../rule';
import { AUTHORIZATION_RULES } from './authorization';
import { DESTINATION_RULE_RULES } from './destination-rule';
import { durations } from './durations';
import { envoyPatches } from './envoy-patches';
import { exportedSoundly } from './export-to';
import { GATEWAY_RULES } from './gateways';
import { labelsAreLabels } from './labels';
import { machines } from './machines';
import { annotationsAreTheirs } from './metadata';
import { SELECTING_RULES } from './selecting';
import { SERVICE_ENTRY_RULES } from './service-entries';
import { SIDECAR_RULES } from './sidecars';
import { TELEMETRY_RULES } from './telemetry';
import { TOKEN_RULES } from './tokens';
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
