import { UNREACHED } from '../../problems/mesh/entry';
import type { Rule } from '../rule';

export const logFilters: Rule = {
  name: 'log-filters',
  codes: ['MESH949'],
  severity: 'error',
  about: 'a filter of access logs says whose logs it is for, or Istio drops it',
  reads: ['Telemetry'],
  find: ({ Telemetry }) =>
    Telemetry.flatMap(({ place, spec: { accessLogging = [] } }) =>
      accessLogging
        .filter(({ filter, providers = [] }) => filter !== undefined && providers.length === 0)
        .map((one) => ({ place, at: [one, 'filter'], problem: UNREACHED.droppedFilter() })),
    ),
};
