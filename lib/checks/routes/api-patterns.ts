import type { SpecsByKind } from '../../model/mesh';
import { ROUTED } from '../../problems/istio/istiod-routes';
import { isPattern } from '../../schema/regex';
import type { Rule } from '../rule';

type Match = NonNullable<NonNullable<SpecsByKind['HTTPRoute']['rules']>[number]['matches']>[number];

const isOdd = (one: { readonly type?: string | undefined; readonly value?: string | undefined }): boolean =>
  one.type === 'RegularExpression' && !isPattern(one.value ?? '');

const oddIn = ({ path, headers = [], queryParams = [] }: Match): readonly string[] => [
  ...(path !== undefined && isOdd(path) ? ['path'] : []),
  ...headers.filter(isOdd).map(({ name }) => `headers.${name}`),
  ...queryParams.filter(isOdd).map(({ name }) => `query.${name}`),
];

export const apiPatterns: Rule = {
  name: 'api-patterns',
  codes: ['MESH804'],
  severity: 'error',
  about: 'regular expressions of the Gateway API are of RE2, as Envoy reads them',
  reads: ['HTTPRoute'],
  find: ({ HTTPRoute }) =>
    HTTPRoute.flatMap(({ place, spec: { rules = [] } }) =>
      rules.flatMap(({ matches = [] }, i) =>
        matches.flatMap(oddIn).map((field) => ({ place, problem: ROUTED.apiRegex(`rules[${i}].matches.${field}`) })),
      ),
    ),
};
