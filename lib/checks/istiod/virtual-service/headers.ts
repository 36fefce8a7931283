import { isHeaderName } from '../../../kit/formats/formats';
import type { HttpRule } from '../../../model/routes/routes';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import type { Rule } from '../../rule';
import { isHeaderValue } from '../words';
import { rule } from './rule';

type Headers = NonNullable<HttpRule['headers']>;
type Operations = NonNullable<Headers['request']>;

const operationsOf = (one: HttpRule): readonly Headers[] =>
  [one, ...(one.route ?? [])].flatMap(({ headers }) => headers ?? []);
const written = ({ set = {}, add = {} }: Operations = {}) => [...Object.entries(set), ...Object.entries(add)];

const headerValues = rule('header-values', 'MESH952', 'what a header is set to can be read by Envoy', {
  http: (one, name) =>
    operationsOf(one)
      .flatMap(({ request, response }) => [...written(request), ...written(response)])
      .filter(([, value]) => !isHeaderValue(value))
      .map(([header, value]) => ROUTED.headerValue(name, header, value)),
});

const isHostHeader = (name: string): boolean => /^(host|:authority)$/i.test(name);

const hostSetOnce = rule('host-set-once', 'MESH953', 'a rule sets the host in one place', {
  http: ({ rewrite, headers }, name) => {
    const places = [
      ...(rewrite?.authority ? [rewrite.authority] : []),
      ...written(headers?.request).flatMap(([header]) => (isHostHeader(header) ? [header] : [])),
    ];
    return places.length > 1 ? [ROUTED.hostTwice(name)] : [];
  },
});

const isMatched = (name: string): boolean =>
  /^@request\.auth\.claims/.test(name) || /^:(method|scheme|authority|path|status)$/.test(name) || isHeaderName(name);
/** istiod takes any text, and Envoy sends it; what is no token of RFC 7230 no server can read. */
const isChanged = (name: string): boolean => isHeaderName(name) && !/^host$/i.test(name);

const headerNames = rule(
  'header-names',
  'MESH957',
  'headers that are matched or changed have names, and are not those of the request line',
  {
    http: (one, name) => [
      ...(one.match ?? [])
        .flatMap(({ headers = {}, withoutHeaders = {} }) => [...Object.keys(headers), ...Object.keys(withoutHeaders)])
        .filter((header) => !isMatched(header))
        .map((header) => ROUTED.headerName(name, header)),
      ...operationsOf(one)
        .flatMap(({ request, response }) => [
          ...written(request).flatMap(([header]) => (isHostHeader(header) || isChanged(header) ? [] : [header])),
          ...[
            ...(request?.remove ?? []),
            ...(response?.remove ?? []),
            ...written(response).map(([header]) => header),
          ].filter((header) => !isChanged(header)),
        ])
        .map((header) => ROUTED.headerName(name, header)),
    ],
  },
);

export const HEADER_RULES: readonly Rule[] = [headerValues, hostSetOnce, headerNames];
