import { printYaml } from '../../../kit/yaml';
import { type AlertThresholds, meshAlerts, meshRecording } from './mesh';
import type { RuleGroup } from './model';
import { type Objective, sloAlerts, sloRecording } from './slo';

/** A rule file of Prometheus. */
const ruleFile = (groups: readonly RuleGroup[]): string => printYaml({ groups });

interface RuleFilesProps {
  readonly alerts?: AlertThresholds;
  readonly objectives: readonly Objective[];
  /** Page of a service in Kiali. */
  readonly kiali: (objective: Objective) => string;
}

/** Rule files by name: what is recorded, and what is alerted on. */
export const ruleFiles = ({ alerts, objectives, kiali }: RuleFilesProps) => ({
  'recording_rules.yml': ruleFile([meshRecording, ...objectives.map(sloRecording)]),
  'alerting_rules.yml': ruleFile([meshAlerts(alerts), ...objectives.map((one) => sloAlerts(one, kiali(one)))]),
});
