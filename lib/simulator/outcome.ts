import { defined } from '../kit/defined';
import type { StringMap } from '../kit/formats/labels';
import { hostKey } from '../model/hosts/names';
import type { Mesh } from '../model/mesh';
import type { HttpRule, Match } from '../model/routes/routes';
import { rewritten as rewrittenByPattern } from '../schema/regex';
import { type Outcome, type Reached, type Resolved, unmatched } from './request';
import { isPreflight } from './routes/envoy';
import { textMatches } from './routes/istio-match';
import type { Rule } from './routes/routings';
import { isAlive, type View } from './view';

interface Destination {
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: { readonly number?: number | undefined } | undefined;
}
interface Share {
  readonly destination?: Destination | undefined;
  readonly weight?: number | undefined;
  readonly headers?: HttpRule['headers'];
}

/** Where a rule is tried: what the proxy knows, and the port that it listens on. */
export interface Setting {
  readonly mesh: Mesh;
  readonly view: View;
  readonly port: number;
  readonly isApi: boolean;
  /** Istio takes https for the scheme of a redirect that names none, where it leaves the usual port out. */
  readonly isTls: boolean;
}

/** Without a port, Istio takes the only one of a service that it knows on this port, in the mesh, or else the port itself. */
function portOf(
  { host, port }: { readonly host: string; readonly port: number | undefined },
  { view, port: listens }: Setting,
): number {
  if (port !== undefined) return port;
  const ports = view.listened.get(host)?.ports ?? [];
  const isKnown = view.proxy.isGateway || ports.some(({ number }) => number === listens);
  return isKnown && ports.length === 1 ? (ports[0]?.number ?? listens) : listens;
}

function place({ host, subset, port }: Destination, namespace: string, share: number, setting: Setting) {
  const key = hostKey(host, namespace);
  const number = portOf({ host: key, port: port?.number }, setting);
  return { host: key, subset, port: number, share, isAlive: isAlive(setting.mesh, setting.view, key, number, subset) };
}

/** Shares of targets, those that cannot be asked aside. */
export function shares(routes: readonly Share[] = [], namespace: string, setting: Setting): readonly Reached[] {
  const total = routes.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return routes.flatMap(({ destination, weight = 0, headers }) => {
    if (destination === undefined) return [];
    const { isAlive: alive, ...one } = place(
      destination,
      namespace,
      routes.length === 1 ? 100 : (weight / total) * 100,
      setting,
    );
    const asHost = hostSet(headers);
    return one.share > 0 && alive ? [{ ...one, ...(asHost !== undefined && { asHost }) }] : [];
  });
}

/** The Host header that changes of headers make: `set` before `add`. Source: istio pilot/pkg/networking/core/route/route.go, TranslateHeadersOperations. */
function hostSet(headers: HttpRule['headers']): string | undefined {
  const { set, add } = headers?.request ?? {};
  const among = (values: StringMap = {}) =>
    Object.entries(values).findLast(([name]) => /^(:authority|host)$/i.test(name))?.[1];
  return among(set) || among(add) || undefined;
}

/** Of a rule's own Host header, and that of its shares: the rule's counts; the only share's is that of all. */
function asked(rule: HttpRule, targets: readonly Reached[], request: Resolved) {
  const own = rule.rewrite?.authority || hostSet(rule.headers);
  const bare = targets.map(({ asHost: _, ...one }) => one);
  const [only, ...others] = targets;
  if (own !== undefined) return { host: own, targets: bare };
  return others.length > 0
    ? { host: request.authority, targets }
    : { host: only?.asHost ?? request.authority, targets: bare };
}

/** A preflight of CORS that the proxy answers in the service's place; faults, redirects and direct responses come first. Source: Envoy's cors_filter.cc. */
function isAnswered({ corsPolicy: cors, redirect, directResponse }: HttpRule, { method, headers }: Resolved): boolean {
  if (!cors || redirect || directResponse || !isPreflight(method, headers)) return false;
  const origin = headers['origin'] ?? '';
  const isAllowed = (cors.allowOrigins ?? []).some((one) => textMatches(one, '*') || textMatches(one, origin));
  return isAllowed || cors.unmatchedPreflights === 'IGNORE';
}

/** What is left of the shares after an abort. */
const through = (places: readonly Reached[], abort: { readonly percent: number } | undefined) =>
  abort === undefined
    ? places
    : places
        .map((one) => ({ ...one, share: (one.share * (100 - abort.percent)) / 100 }))
        .filter(({ share }) => share > 0);

/** What of a path Envoy's rule is for: a prefix, or all of it. */
const matched = ({ uri }: Match, path: string): number =>
  uri === undefined ? 1 : uri.prefix === undefined ? path.length : uri.prefix.length;

function rewritten(path: string, { rewrite }: HttpRule, match: Match, isApi: boolean): string {
  const { uri, uriRegexRewrite } = rewrite ?? {};
  if (uriRegexRewrite?.match !== undefined)
    return rewrittenByPattern(uriRegexRewrite.match, path, uriRegexRewrite.rewrite ?? '');
  if (uri === undefined) return path;
  // A prefix of the Gateway API that is taken away leaves one slash.
  if (isApi && uri === '/') {
    const prefix = match.uri?.prefix === '/' ? '' : (match.uri?.prefix ?? '');
    return path.startsWith(prefix) ? `/${path.slice(prefix.length).replace(/^\//, '')}` : path;
  }
  return uri + path.slice(matched(match, path));
}

/** The port that a redirect names; none for the usual one of its scheme. */
function redirectPort({ redirect }: HttpRule, { port, isTls }: Setting): number | undefined {
  const scheme = redirect?.scheme || (isTls ? 'https' : 'http');
  const named = redirect?.derivePort === 'FROM_REQUEST_PORT' ? port : redirect?.port;
  return named === undefined || named === 0 || named === (scheme === 'https' ? 443 : 80) ? undefined : named;
}

function location(rule: HttpRule, request: Resolved, match: Match, setting: Setting): string | undefined {
  const { redirect } = rule;
  if (redirect === undefined) return undefined;
  const { authority, path, search } = request;
  const scheme = redirect.scheme || request.scheme;
  const port = redirectPort(rule, setting);
  const host = redirect.authority || authority;
  const bare = port === undefined ? withoutUsual(host, request.scheme, scheme) : host.replace(/:\d+$/, '');
  const to = redirect.prefixRewrite
    ? `${redirect.prefixRewrite}${path.slice(matched(match, path))}`
    : redirect.uri || path;
  // A new path with a query of its own replaces that of the request.
  return `${scheme}://${bare}${port === undefined ? '' : `:${port}`}${to}${to.includes('?') ? '' : search}`;
}

/** A change of the scheme drops the port that was usual for the old one. */
const withoutUsual = (host: string, from: string, to: string): string =>
  from === to ? host : host.replace(from === 'https' ? /:443$/ : /:80$/, '');

/** What a rule makes of a request that one of its matches takes. */
export function outcome({ rule, by, namespace }: Rule, match: Match, request: Resolved, setting: Setting): Outcome {
  const { fault, directResponse, redirect, timeout, retries, mirrors = [] } = rule;
  const abort = fault?.abort && {
    percent: fault.abort.percentage?.value ?? 0,
    status: fault.abort.httpStatus ?? fault.abort.grpcStatus ?? '',
  };
  const delay = fault?.delay && { percent: fault.delay.percentage?.value ?? 0, fixed: fault.delay.fixedDelay ?? '0s' };
  if (isAnswered(rule, request)) {
    const { status, ...answered } = unmatched(by, request, 200);
    return defined({ ...answered, delay, abort, status: abort?.percent === 100 ? undefined : status });
  }
  const all = shares(rule.route, namespace, setting);
  const targets = through(all, abort);
  const copies = mirrors.flatMap(({ destination, percentage }) =>
    shares([{ destination }], namespace, setting).map((one) => ({ ...one, share: percentage?.value ?? 100 })),
  );
  const isAsked = redirect === undefined && directResponse === undefined;
  const sent = asked(rule, targets, request);
  return defined({
    by,
    targets: sent.targets,
    mirrors: isAsked ? through(copies, abort) : [],
    delay,
    abort,
    status: isAsked
      ? all.length === 0
        ? missing(rule, namespace, setting)
        : undefined
      : (directResponse?.status ?? redirect?.redirectCode ?? 301),
    location: location(rule, request, match, setting),
    timeout,
    retries: retries?.attempts,
    path: isAsked ? rewritten(request.path, rule, match, setting.isApi) : request.path,
    host: isAsked ? sent.host : request.authority,
  });
}

/** Nobody to ask: 503; for the Gateway API 500 where the proxy does not even know the place. */
function missing({ route = [] }: HttpRule, namespace: string, setting: Setting): number {
  if (!setting.isApi) return 503;
  const isKnown = route.some(({ destination, weight }) => {
    // Of several, those without a share are left out.
    if (destination === undefined || weight === 0) return false;
    const { host, port } = place(destination, namespace, 100, setting);
    return setting.view.reached.get(host)?.ports.some(({ number }) => number === port);
  });
  return isKnown ? 503 : 500;
}
