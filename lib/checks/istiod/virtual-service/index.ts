import { durationSeconds, isHeaderName } from '../../../kit/formats/formats';
import { METHODS } from '../../../kit/formats/methods';
import type { Problem } from '../../../kit/problems';
import { hostsMeet } from '../../../model/hosts/holding';
import type { SpecsByKind } from '../../../model/mesh';
import type { HttpRule } from '../../../model/routes/routes';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import { type Destination, destinationFault } from '../../routes/destinations/destination-fault';
import type { Rule } from '../../rule';
import { patternProblems, textProblems } from '../words';
import { CONNECTION_RULES } from './connections';
import { HEADER_RULES } from './headers';
import { HOST_RULES } from './hosts';
import { rule } from './rule';
import { SETTING_RULES } from './settings';

type Spec = SpecsByKind['VirtualService'];

const pairs = (hosts: readonly string[]) => hosts.flatMap((a, i) => hosts.slice(i + 1).map((b) => [a, b] as const));

const hostsOnce = rule('hosts-once', 'MESH951', 'no host of a route is another, nor within it', {
  of: ({ hosts = [] }) =>
    pairs(hosts)
      .filter(([a, b]) => hostsMeet(a, b))
      .slice(0, 1)
      .map(([a, b]) => ROUTED.overlappingHosts(a, b)),
});

const patterns = rule(
  'patterns',
  ['MESH347', 'MESH954'],
  'regular expressions are of RE2, and neither empty nor long',
  {
    http: ({ match = [], rewrite, corsPolicy }, name) => [
      ...match.flatMap(({ uri, scheme, method, authority, headers = {}, withoutHeaders = {}, queryParams = {} }) => [
        ...(uri?.regex === undefined ? [] : patternProblems(`${name}.match.uri`, uri.regex)),
        ...Object.entries({ scheme, method, authority, ...headers, ...queryParams }).flatMap(([field, text]) =>
          text?.regex === undefined ? [] : textProblems(`${name}.match.${field}`, text),
        ),
        // `*` alone stands for a header that is there.
        ...Object.entries(withoutHeaders).flatMap(([field, text]) =>
          text.regex === undefined || text.regex === '*' ? [] : textProblems(`${name}.match.${field}`, text),
        ),
      ]),
      ...(rewrite?.uriRegexRewrite === undefined
        ? []
        : patternProblems(`${name}.rewrite`, rewrite.uriRegexRewrite.match ?? '')),
      ...(corsPolicy?.allowOrigins ?? []).flatMap(({ regex }) =>
        regex === undefined || regex === '' ? [] : patternProblems(`${name}.cors`, regex),
      ),
    ],
  },
);

const texts = rule('texts', 'MESH955', 'no prefix, path or host that is matched or written is empty', {
  http: ({ match = [], rewrite, redirect }, name) => [
    ...match.flatMap(({ scheme, method, authority, headers = {}, withoutHeaders = {}, queryParams = {} }) =>
      Object.entries({ scheme, method, authority, ...headers, ...withoutHeaders, ...queryParams })
        .filter(([, text]) => text?.prefix === '')
        .map(([field]) => ROUTED.emptyText(`the prefix of ${name}.match.${field}`)),
    ),
    ...(rewrite && !rewrite.uri && !rewrite.authority && rewrite.uriRegexRewrite === undefined
      ? [ROUTED.emptyText(`${name}.rewrite`)]
      : []),
    ...(rewrite?.uriRegexRewrite?.rewrite === '' ? [ROUTED.emptyText(`${name}.rewrite.regex.rewrite`)] : []),
    ...(redirect &&
    ![redirect.uri, redirect.prefixRewrite, redirect.authority, redirect.scheme].some(Boolean) &&
    redirect.port === undefined &&
    redirect.derivePort === undefined
      ? [ROUTED.emptyText(`${name}.redirect`)]
      : []),
  ],
});

const CORS_METHODS: readonly string[] = [...METHODS, '*'];

const cors = rule('cors', 'MESH956', 'origins, methods and headers of CORS are some', {
  http: ({ corsPolicy }, name) => [
    ...(corsPolicy?.allowOrigins ?? [])
      .filter((origin) => !(origin.exact || origin.prefix || origin.regex))
      .map(() => ROUTED.cors(name, 'an empty origin')),
    ...(corsPolicy?.allowMethods ?? [])
      .filter((one) => !CORS_METHODS.includes(one))
      .map((one) => ROUTED.cors(name, `the method ${one}`)),
    ...((durationSeconds(corsPolicy?.maxAge ?? '0s') ?? 0) % 1 === 0
      ? []
      : [ROUTED.cors(name, `the age ${corsPolicy?.maxAge}, which is no whole seconds`)]),
    ...[...(corsPolicy?.allowHeaders ?? []), ...(corsPolicy?.exposeHeaders ?? [])]
      .filter((one) => one !== '*' && !isHeaderName(one))
      .map((one) => ROUTED.cors(name, `the header ${JSON.stringify(one)}`)),
  ],
});

function actionFault(
  { redirect, route = [], directResponse, delegate, fault, rewrite, mirror, mirrors = [] }: HttpRule,
  spec: Spec,
): string | undefined {
  if (delegate !== undefined) {
    if ((spec.hosts ?? []).length === 0) return 'is delegated, and delegates again';
    return redirect !== undefined || route.length > 0 ? 'has another action beside its delegate' : undefined;
  }
  const [answer] = [redirect && 'redirect', directResponse && 'directResponse'].filter((one) => one !== undefined);
  if (redirect && directResponse) return 'has both redirect and directResponse';
  if (answer !== undefined && route.length > 0) return `has both route and ${answer}`;
  if (answer !== undefined && fault !== undefined) return `has both fault and ${answer}`;
  if (answer !== undefined && rewrite !== undefined) return `has both rewrite and ${answer}`;
  if (mirror !== undefined && mirrors.length > 0) return 'has both mirror and mirrors';
  return answer === undefined && route.length === 0 ? 'does nothing' : undefined;
}

const actions = rule('actions', 'MESH958', 'a rule of HTTP does one thing, and what it does goes together', {
  http: (one, name, spec) => {
    const why = actionFault(one, spec);
    return why === undefined ? [] : [ROUTED.action(name, why)];
  },
});

const destinations = rule('destinations', 'MESH959', 'a destination names a host, and its subset and port are some', {
  of: ({ tcp = [], tls = [] }) =>
    [...tls.map((one, i) => [one, `tls[${i}]`] as const), ...tcp.map((one, i) => [one, `tcp[${i}]`] as const)].flatMap(
      ([one, name]) =>
        faulty(
          name,
          (one.route ?? []).map(({ destination }) => destination),
        ),
    ),
  http: ({ route = [], mirror, mirrors = [] }, name) =>
    faulty(name, [
      ...route.map(({ destination }) => destination),
      ...(mirror ? [mirror] : []),
      ...mirrors.map(({ destination }) => destination),
    ]),
});

const faulty = (name: string, all: readonly (Destination | undefined)[]): readonly Problem[] =>
  all.flatMap((one) => {
    const why = destinationFault(one);
    return why === undefined ? [] : [ROUTED.destination(name, why)];
  });

export const VIRTUAL_SERVICE_RULES: readonly Rule[] = [
  ...HOST_RULES,
  hostsOnce,
  ...HEADER_RULES,
  patterns,
  texts,
  cors,
  actions,
  destinations,
  ...SETTING_RULES,
  ...CONNECTION_RULES,
];
