import { durationSeconds, isDuration, isHeaderName } from '../../kit/formats';
import type { Problem } from '../../kit/problems';
import { POLICY } from '../../problems/policy';
import { TRAFFIC } from '../../problems/traffic';
import { WEBHOOK } from '../../problems/webhook';
import { isPattern } from '../../schema/regex';
import { type Fields, type HttpMatch, prefix, type StringMatch } from './match';
import {
  type HeaderChanges,
  type HeaderOperations,
  type HttpRule,
  listOf,
  type Mirror,
  type TcpRule,
  type TlsRule,
  targetsOf,
} from './rules';

const ACTIONS = ['to', 'redirect', 'respond', 'delegate'] as const;

/** Of the Gateway API; Istio's own API takes more than Envoy adds up. */
const MOST_WEIGHT = 1_000_000;

/** Envoy counts in millionths. */
const LEAST_PERCENT = 0.0001;

const duration = (field: string, value: string | undefined): readonly Problem[] =>
  value === undefined || isDuration(value) ? [] : [TRAFFIC.duration(field, value)];
const percent = (field: string, value: number | undefined): readonly Problem[] =>
  value === undefined || value === 0 || (value >= LEAST_PERCENT && value <= 100) ? [] : [TRAFFIC.share(field, value)];

/** A weight is a share of the sum of all. */
export const weights = (name: string, to: HttpRule['to']): readonly Problem[] =>
  targetsOf(to).flatMap(({ weight = 0 }) =>
    Number.isInteger(weight) && weight >= 0 && weight <= MOST_WEIGHT
      ? []
      : [TRAFFIC.wholeNumber(`a weight of ${name}`, weight)],
  );

const pattern = (field: string, regex: string): readonly Problem[] =>
  isPattern(regex) ? [] : [WEBHOOK.regex(field, regex)];

function text(field: string, match: StringMatch | Fields[string] | undefined): readonly Problem[] {
  if (match === undefined || typeof match === 'string') return [];
  if ('regex' in match) return pattern(field, match.regex);
  return 'prefix' in match && match.prefix === ''
    ? [WEBHOOK.saysNothing(`${field} with an empty prefix`, 'present')]
    : [];
}

const fields = (field: string, matches: Fields = {}): readonly Problem[] =>
  Object.entries(matches).flatMap(([name, match]) => text(`${field}.${name}`, match));

/** A header's name, which may be a part of the request line. */
const isMatchable = (name: string): boolean =>
  /^:(method|scheme|authority|path|status)$/.test(name) || isHeaderName(name);

const isStatus = (code: number): boolean => Number.isInteger(code) && code >= 200 && code <= 599;

/** Headers are changed by name; the host alone, and of the request alone, may be set, not removed. */
function changeProblems({ request, response }: HeaderChanges = {}): readonly Problem[] {
  const names = (changes: HeaderOperations = {}) => [
    ...Object.keys(changes.set ?? {}),
    ...Object.keys(changes.add ?? {}),
  ];
  const plain = [...(request?.remove ?? []), ...names(response), ...(response?.remove ?? [])];
  return [
    ...names(request).filter((name) => !/^:authority$/i.test(name) && !isHeaderName(name)),
    ...plain.filter((name) => !isHeaderName(name) || /^host$/i.test(name)),
  ].map((name) => POLICY.header(name));
}

function matchProblems(name: string, match: HttpMatch): readonly Problem[] {
  const { path, authority, headers, withoutHeaders, query, claims } = match;
  const names = [...Object.keys(headers ?? {}), ...Object.keys(withoutHeaders ?? {})];
  return [
    ...(typeof path === 'object' && 'regex' in path ? pattern(`${name}.match.path`, path.regex) : []),
    ...text(`${name}.match.authority`, authority),
    ...fields(`${name}.match.headers`, headers),
    ...fields(`${name}.match.withoutHeaders`, withoutHeaders),
    ...fields(`${name}.match.query`, query),
    ...fields(`${name}.match.claims`, claims),
    ...names.filter((header) => !isMatchable(header)).map((header) => POLICY.header(header)),
  ];
}

/** Every path is matched by prefix. */
const byPrefix = (match: HttpRule['match']): boolean =>
  listOf<HttpMatch>(match).every(({ path = prefix('/') }) => typeof path === 'object' && 'prefix' in path);

/** Parts of a rule that Istio does not take beside each other. */
function pairs({
  match,
  redirect,
  respond,
  fault,
  rewrite,
  retries,
}: HttpRule): readonly (readonly [string, string])[] {
  const answer = redirect ? 'redirect' : respond ? 'respond' : undefined;
  const all: readonly (readonly [string, string, unknown])[] = [
    [answer ?? '', 'fault', answer && fault],
    [answer ?? '', 'rewrite', answer && rewrite],
    ['redirect.path', 'redirect.prefix', redirect?.path !== undefined && redirect.prefix],
    ['redirect.prefix', 'a match of no prefix', redirect?.prefix !== undefined && !byPrefix(match)],
    ['rewrite.path', 'rewrite.regex', rewrite?.path !== undefined && rewrite.regex],
    ...(['perTryTimeout', 'on', 'remoteLocalities'] as const).map(
      (field) => ['retries.attempts: 0', `retries.${field}`, retries?.attempts === 0 && retries[field]] as const,
    ),
  ];
  return all.flatMap(([a, b, both]) => (both ? [[a, b] as const] : []));
}

const isEmpty = (block: object | undefined): boolean =>
  block !== undefined && Object.values(block).every((value) => value === undefined);

function numbers(name: string, { fault, retries, respond }: HttpRule): readonly Problem[] {
  const attempts = retries?.attempts ?? 0;
  const status = [
    respond?.status,
    fault?.abort && 'status' in fault.abort ? fault.abort.status : undefined,
    ...(retries?.on ?? []).filter((on) => typeof on === 'number'),
  ];
  return [
    ...(Number.isInteger(attempts) && attempts >= 0 ? [] : [TRAFFIC.wholeNumber(`${name}.retries.attempts`, attempts)]),
    ...status.flatMap((code) => (code === undefined || isStatus(code) ? [] : [TRAFFIC.status(code)])),
    ...percent(`${name}.fault.delay.percent`, fault?.delay?.percent),
    ...percent(`${name}.fault.abort.percent`, fault?.abort?.percent),
  ];
}

function times(name: string, { timeout, retries, fault, cors }: HttpRule): readonly Problem[] {
  const age = durationSeconds(cors?.maxAge ?? '0s') ?? 0;
  return [
    ...duration(`${name}.timeout`, timeout),
    ...duration(`${name}.retries.perTryTimeout`, retries?.perTryTimeout),
    ...duration(`${name}.retries.backoff`, retries?.backoff),
    ...duration(`${name}.fault.delay.fixed`, fault?.delay?.fixed),
    ...duration(`${name}.cors.maxAge`, cors?.maxAge),
    ...(Number.isInteger(age) ? [] : [TRAFFIC.wholeNumber(`seconds of ${name}.cors.maxAge`, age)]),
  ];
}

/** Somebody is there to send to. */
const leads = (to: HttpRule['to']): boolean => targetsOf(to).length > 0;

/** A rule of TCP or TLS sends its connections somewhere. */
export const connectionTargets = (name: string, { to }: TcpRule | TlsRule): readonly Problem[] =>
  leads(to) ? weights(name, to) : [WEBHOOK.noTarget(name)];

/** What is wrong with a rule by itself; istiod's webhook would refuse it. */
export function ruleProblems(rule: HttpRule, name: string): readonly Problem[] {
  const actions = ACTIONS.filter((action) => (action === 'to' ? leads(rule.to) : rule[action] !== undefined));
  const { redirect, rewrite, fault } = rule;
  const { status: _, ...redirected } = redirect ?? {};
  return [
    ...(actions.length === 0 ? [TRAFFIC.noAction(name)] : []),
    ...(actions.length > 1 ? [TRAFFIC.twoActions(name, actions)] : []),
    ...times(name, rule),
    ...numbers(name, rule),
    ...weights(name, rule.to),
    ...[rule, ...targetsOf(rule.to)].flatMap(({ headers }) => changeProblems(headers)),
    ...listOf<Mirror>(rule.mirror).flatMap((mirror) => percent(`${name}.mirror.percent`, mirror.percent)),
    ...listOf<HttpMatch>(rule.match).flatMap((match) => matchProblems(name, match)),
    ...pairs(rule).map(([a, b]) => WEBHOOK.together(`${name}.${a}`, b)),
    ...(redirect && isEmpty(redirected)
      ? [WEBHOOK.saysNothing(`${name}.redirect`, 'a path, prefix, authority, scheme or port')]
      : []),
    ...(isEmpty(rewrite) ? [WEBHOOK.saysNothing(`${name}.rewrite`, 'a path, authority or regex')] : []),
    ...(isEmpty(fault) ? [WEBHOOK.saysNothing(`${name}.fault`, 'a delay or an abort')] : []),
    ...(rewrite?.regex ? pattern(`${name}.rewrite.regex`, rewrite.regex.match) : []),
    ...(rule.cors?.allowOrigins ?? []).flatMap((origin) => text(`${name}.cors.allowOrigins`, origin)),
  ];
}
