import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

export const accessLogsHaveProviders: Rule = {
  name: 'access-logs-have-providers',
  codes: ['IST0157'],
  severity: 'warning',
  about: 'a Telemetry that asks for access logs names who takes them, or the mesh configuration does',
  reads: ['Telemetry', 'controlPlanes', 'isWhole'],
  find: (mesh) => {
    // Without a control plane nobody here knows what the mesh configuration says, but where all objects are known.
    if (mesh.controlPlanes.length === 0 && !mesh.isWhole) return [];
    if (mesh.controlPlanes.some(({ spec }) => spec.accessLogProviders.length > 0)) return [];
    return mesh.Telemetry.flatMap(({ place, spec }) =>
      (spec.accessLogging ?? [])
        // Of a filter without providers, MESH949 speaks.
        .filter(
          ({ disabled, filter, providers = [] }) => disabled !== true && filter === undefined && providers.length === 0,
        )
        .slice(0, 1)
        .map((one) => ({ place, at: [one], problem: POLICY.noLogProvider() })),
    );
  },
};
