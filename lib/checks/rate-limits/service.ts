import { blockOf, isBlock, listOf } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { readDocuments, YamlFault } from '../../kit/read-yaml';
import { EXTENSION } from '../../problems/mesh/extension';

/** Source: github.com/envoyproxy/ratelimit, RateLimitResponse.RateLimit.Unit. */
const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'];

function limitProblems(limit: unknown): readonly Problem[] {
  if (!isBlock(limit) || limit['unlimited'] === true) return [];
  const { unit, requests_per_unit: requests } = limit;
  return [
    ...(UNITS.includes(String(unit).toLowerCase()) ? [] : [EXTENSION.rateUnit(String(unit), UNITS)]),
    ...(Number.isInteger(requests) && Number(requests) >= 0
      ? []
      : [EXTENSION.amount('requests_per_unit', Number(requests))]),
  ];
}

/** What is wrong with descriptors, and with those within them. */
function levelProblems(levels: unknown, above: string): readonly Problem[] {
  const all = listOf(levels).map(blockOf);
  const names = all.map(({ key = '', value = '*' }) => `${above}${key}=${value}`);
  return [
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => EXTENSION.descriptorTwice(name)),
    ...all.flatMap((one, i) => [
      ...(one['key'] ? [] : [EXTENSION.noDescriptor('a quota')]),
      ...limitProblems(one['rate_limit']),
      ...levelProblems(one['descriptors'], `${names[i]},`),
    ]),
  ];
}

/** What Envoy's rate-limit service refuses in a configuration; nothing for a text that is none of it. */
export function serviceProblems(text: string): readonly Problem[] {
  if (!/^domain:/m.test(text) || !/^descriptors:/m.test(text)) return [];
  return readDocuments(text).flatMap((one) =>
    one instanceof YamlFault ? [] : levelProblems(blockOf(one.value)['descriptors'], ''),
  );
}
