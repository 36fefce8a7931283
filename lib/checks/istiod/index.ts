import type { Rule } from '../rule';
import { AUTHORIZATION_RULES } from './authorization';
import { DESTINATION_RULE_RULES } from './destination-rules';
import { exportedSoundly } from './export-to';
import { GATEWAY_RULES } from './gateways';
import { SELECTING_RULES } from './selecting';
import { SERVICE_ENTRY_RULES } from './service-entries';
import { SIDECAR_RULES } from './sidecars';
import { TOKEN_RULES } from './tokens';
import { VIRTUAL_SERVICE_RULES } from './virtual-services';

/** What istiod's webhook refuses in an object by itself, beyond its schema. Source: istio pkg/config/validation and pkg/config/security. */
export const ISTIOD_RULES: readonly Rule[] = [
  exportedSoundly,
  ...VIRTUAL_SERVICE_RULES,
  ...SERVICE_ENTRY_RULES,
  ...DESTINATION_RULE_RULES,
  ...SIDECAR_RULES,
  ...GATEWAY_RULES,
  ...AUTHORIZATION_RULES,
  ...TOKEN_RULES,
  ...SELECTING_RULES,
];
