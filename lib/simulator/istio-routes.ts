import { defined } from '../kit/defined';
import { type EffectiveRule, effectiveRules } from '../model/delegation';
import { hostHolds, hostKey } from '../model/hosts';
import { takesAll } from '../model/matches';
import type { Mesh, SpecsByKind, Written } from '../model/mesh';
import { gatewaysOf, type HttpRule, type Match } from '../model/routes';
import { re2Everywhere } from '../schema/regex';
import { countsAt } from './entries';
import { placeMatches, requestMatches } from './istio-match';
import { type Outcome, portOf, type Reached, type Resolved, through, UNMATCHED } from './request';

type VirtualService = Written<SpecsByKind['VirtualService']>;
interface Destination {
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: { readonly number?: number | undefined } | undefined;
}

const reached = ({ host, subset, port }: Destination, namespace: string, share: number): Reached => ({
  host: hostKey(host, namespace),
  subset,
  port: port?.number,
  share,
});

interface Share {
  readonly destination?: Destination | undefined;
  readonly weight?: number | undefined;
}

function shares(routes: readonly Share[] = [], namespace: string): readonly Reached[] {
  const total = routes.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return routes.flatMap(({ destination, weight = 0 }) => {
    if (destination === undefined) return [];
    const share = routes.length === 1 ? 100 : (weight / total) * 100;
    return share > 0 ? [reached(destination, namespace, share)] : [];
  });
}

/** Exact hosts win over wildcards, longer wildcards over shorter ones. */
export const specificity = (host: string): number =>
  host === '*' ? 0 : host.startsWith('*') ? host.length : 1000 + host.length;

const isSeen = ({ spec: { exportTo }, namespace }: VirtualService, by: string): boolean =>
  exportTo === undefined || exportTo.some((to) => to === '*' || to === by || (to === '.' && namespace === by));

const inOrder = (a: VirtualService, b: VirtualService): number =>
  a.name.localeCompare(b.name) || a.namespace.localeCompare(b.namespace);

/** The routes that decide for a host at an entry: those of the most specific host, by name as Istio merges them. */
function candidates(mesh: Mesh, request: Resolved, entry: string): readonly VirtualService[] {
  const wanted = hostKey(request.host, request.namespace);
  return mesh.VirtualService.filter(
    (route) =>
      gatewaysOf(route).includes(entry) &&
      isSeen(route, request.namespace) &&
      countsAt(mesh, request, entry, route.namespace),
  )
    .flatMap((route) => {
      const hosts = (route.spec.hosts ?? [])
        .map((host) => hostKey(host, route.namespace))
        .filter((host) => hostHolds(host, wanted));
      return hosts.length === 0 ? [] : [{ route, weight: Math.max(...hosts.map(specificity)) }];
    })
    .sort((a, b) => b.weight - a.weight || inOrder(a.route, b.route))
    .filter(({ weight }, _i, all) => weight === all[0]?.weight)
    .map(({ route }) => route);
}

function rewritten(path: string, { rewrite }: HttpRule, match: Match): string {
  if (rewrite?.uriRegexRewrite?.match !== undefined) {
    const { match: pattern, rewrite: by = '' } = rewrite.uriRegexRewrite;
    return path.replace(re2Everywhere(pattern), (...groups: string[]) =>
      by.replace(/\\(\d)/g, (_all, n) => groups[Number(n)] ?? ''),
    );
  }
  if (rewrite?.uri === undefined) return path;
  // Without a path to match, Envoy's rule is for the prefix /.
  const prefix = match.uri === undefined ? '/' : match.uri.prefix;
  return prefix === undefined ? rewrite.uri : rewrite.uri + path.slice(prefix.length);
}

function location({ redirect }: HttpRule, request: Resolved, match: Match): string | undefined {
  if (redirect === undefined) return undefined;
  const { host, path, search } = request;
  const { scheme = request.scheme, authority = host, uri, prefixRewrite, derivePort } = redirect;
  const port = derivePort === 'FROM_REQUEST_PORT' ? portOf(request) : redirect.port;
  const rest = path.slice((match.uri?.prefix ?? '/').length);
  const standard = port === undefined || port === (scheme === 'https' ? 443 : 80);
  const to = prefixRewrite === undefined ? (uri ?? path) : `${prefixRewrite}${rest}`;
  // A new path with a query of its own replaces that of the request.
  return `${scheme}://${authority}${standard ? '' : `:${port}`}${to}${to.includes('?') ? '' : search}`;
}

function outcome({ rule, by, name }: EffectiveRule, match: Match, request: Resolved): Outcome {
  const { fault, directResponse, redirect, timeout, retries, mirrors = [] } = rule;
  const abort = fault?.abort && {
    percent: fault.abort.percentage?.value ?? 0,
    status: fault.abort.httpStatus ?? fault.abort.grpcStatus ?? '',
  };
  return defined({
    by: `VirtualService ${by.namespace}/${by.name} ${name}`,
    targets: through(shares(rule.route, by.namespace), abort),
    mirrors: through(
      mirrors.map(({ destination, percentage }) => reached(destination, by.namespace, percentage?.value ?? 100)),
      abort,
    ),
    delay: fault?.delay && { percent: fault.delay.percentage?.value ?? 0, fixed: fault.delay.fixedDelay ?? '0s' },
    abort,
    status: directResponse?.status ?? (redirect && (redirect.redirectCode ?? 301)),
    location: location(rule, request, match),
    timeout,
    retries: retries?.attempts,
    path: rewritten(request.path, rule, match),
  });
}

interface Choice {
  readonly rule: EffectiveRule;
  readonly match: Match;
}

/** The rules of a route for one proxy, one by one; none counts after one that takes all. */
function choices(mesh: Mesh, route: VirtualService, request: Resolved, entry: string): readonly Choice[] {
  const all = effectiveRules(mesh, route).flatMap((rule) =>
    (rule.rule.match ?? [{}])
      .filter((match) => placeMatches(match, request, entry, route.namespace))
      .map((match) => ({ rule, match })),
  );
  const last = all.findIndex(({ match }) => takesAll(match));
  return last < 0 ? all : all.slice(0, last + 1);
}

/** What VirtualServices make of an HTTP request; `undefined` where none is for its host. */
export function istioHttp(mesh: Mesh, request: Resolved, entry: string): Outcome | undefined {
  const routes = candidates(mesh, request, entry).filter(({ spec }) => spec.http !== undefined);
  const [first] = routes;
  if (first === undefined) return undefined;
  // A gateway merges the routes of a host, and what takes all comes last; inside the mesh one route decides.
  const all = (entry === 'mesh' ? [first] : routes).flatMap((route) => choices(mesh, route, request, entry));
  const ordered = [...all.filter(({ match }) => !takesAll(match)), ...all.filter(({ match }) => takesAll(match))];
  const taken = ordered.find(({ match }) => requestMatches(match, request));
  return taken === undefined
    ? UNMATCHED(`VirtualService ${first.namespace}/${first.name}`, request.path)
    : outcome(taken.rule, taken.match, request);
}

/** What VirtualServices make of a TLS (by SNI) or TCP connection. */
export function istioConnection(
  mesh: Mesh,
  request: Resolved,
  entry: string,
  kind: 'tls' | 'tcp',
): Outcome | undefined {
  for (const route of candidates(mesh, request, entry))
    for (const [i, rule] of (route.spec[kind] ?? []).entries()) {
      const matches = rule.match ?? [{}];
      const taken = matches.some(
        (match) =>
          placeMatches(match, request, entry, route.namespace) &&
          (!('sniHosts' in match) || match.sniHosts.some((sni) => hostHolds(sni, request.host))),
      );
      if (!taken) continue;
      const by = `VirtualService ${route.namespace}/${route.name} ${kind}[${i}]`;
      return { by, targets: shares(rule.route, route.namespace), mirrors: [], path: request.path };
    }
  return undefined;
}
