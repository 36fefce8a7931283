import { RULED } from '../../../problems/istio/istiod-policies';
import { celProblem } from '../../../schema/cel/cel-syntax';
import type { Rule } from '../../rule';

const filters: Rule = {
  name: 'log-filters-are-cel',
  codes: ['MESH465'],
  severity: 'error',
  about: 'a filter of access logs is an expression of CEL',
  reads: ['Telemetry'],
  find: ({ Telemetry }) =>
    Telemetry.flatMap(({ place, spec: { accessLogging = [] } }) =>
      accessLogging.flatMap((one) => {
        const { filter } = one;
        const why = filter === undefined ? undefined : celProblem(filter.expression ?? '');
        return why === undefined
          ? []
          : [{ place, at: [one, 'filter'], problem: RULED.filter(filter?.expression ?? '', why) }];
      }),
    ),
};

const tags: Rule = {
  name: 'tags-have-names',
  codes: ['MESH466'],
  severity: 'error',
  about: 'what spans are tagged with has a name',
  reads: ['Telemetry'],
  find: ({ Telemetry }) =>
    Telemetry.flatMap(({ place, spec: { tracing = [] } }) =>
      tracing
        .filter(({ customTags = {} }) => Object.hasOwn(customTags, ''))
        .map((one) => ({ place, at: [one, 'customTags'], problem: RULED.telemetry('a tag of spans has no name') })),
    ),
};

export const TELEMETRY_RULES = [filters, tags];
