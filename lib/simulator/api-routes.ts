import { defined } from '../kit/defined';
import { hostHolds, hostKey } from '../model/hosts';
import type { Mesh, SpecsByKind, Written } from '../model/mesh';
import { before, type ApiMatch as Match, type ApiRule as Rule } from '../model/precedence';
import { re2 } from '../schema/regex';
import { countsAt } from './entries';
import { specificity } from './istio-routes';
import { type Outcome, portOf, type Reached, type Resolved, UNMATCHED } from './request';

type PathModifier = NonNullable<NonNullable<NonNullable<Rule['filters']>[number]['urlRewrite']>['path']>;

/** What routes of the Gateway API have in common. */
type AnyRoute = Written<
  Pick<SpecsByKind['TLSRoute'], 'parentRefs'> & { readonly hostnames?: readonly string[] | undefined }
>;

function pathMatches(path: Match['path'], value: string): boolean {
  const { type = 'PathPrefix', value: wanted = '/' } = path ?? {};
  if (type === 'Exact') return value === wanted;
  if (type === 'RegularExpression') return re2(wanted).test(value);
  // A prefix counts whole path elements, unlike Istio's.
  const prefix = wanted.replace(/\/$/, '');
  return value === prefix || value.startsWith(`${prefix}/`) || prefix === '';
}

type Field = { readonly name: string; readonly type?: string | undefined; readonly value: string };
const fieldMatches = ({ type, value }: Field, actual: string | undefined): boolean =>
  actual !== undefined && (type === 'RegularExpression' ? re2(value).test(actual) : actual === value);

const matches = ({ path, method, headers = [], queryParams = [] }: Match, request: Resolved): boolean =>
  pathMatches(path, request.path) &&
  (method === undefined || method === request.method) &&
  headers.every((header) => fieldMatches(header, request.headers[header.name.toLowerCase()])) &&
  queryParams.every((parameter) => fieldMatches(parameter, request.query[parameter.name]));

interface Backend {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly port?: number | undefined;
  readonly weight?: number | undefined;
}

const place = ({ name, namespace, port }: Backend, own: string, share: number): Reached => ({
  host: hostKey(name, namespace ?? own),
  port,
  share,
});

function shares(backends: readonly Backend[], own: string): readonly Reached[] {
  const total = backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return backends.filter(({ weight }) => weight !== 0).map((one) => place(one, own, ((one.weight ?? 1) / total) * 100));
}

/** The path after a rewrite; a prefix is replaced by whole path elements. */
function modified(path: string, by: PathModifier | undefined, match: Match): string {
  if (by === undefined) return path;
  if (by.replaceFullPath !== undefined) return by.replaceFullPath;
  const prefix = (match.path?.value ?? '/').replace(/\/$/, '');
  return `${(by.replacePrefixMatch ?? '').replace(/\/$/, '')}${path.slice(prefix.length)}` || '/';
}

function outcome(rule: Rule, match: Match, by: string, namespace: string, request: Resolved): Outcome {
  const filters = rule.filters ?? [];
  const targets = shares(rule.backendRefs ?? [], namespace);
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect;
  const rewrite = filters.find(({ type }) => type === 'URLRewrite')?.urlRewrite?.path;
  const { scheme = request.scheme, hostname = request.host, statusCode = 302 } = redirect ?? {};
  // Istio keeps the request's port where neither is given.
  const port = redirect?.scheme === undefined ? (redirect?.port ?? portOf(request)) : redirect.port;
  const standard = port === undefined || port === (scheme === 'https' ? 443 : 80);
  return defined({
    by,
    targets,
    mirrors: filters.flatMap(({ requestMirror }) =>
      requestMirror ? [place(requestMirror.backendRef, namespace, requestMirror.percent ?? 100)] : [],
    ),
    // Without a backend there is nobody to answer.
    status: redirect ? statusCode : targets.length === 0 ? 500 : undefined,
    location:
      redirect &&
      `${scheme}://${hostname}${standard ? '' : `:${port}`}${modified(request.path, redirect.path, match)}${request.search}`,
    timeout: rule.timeouts?.request,
    path: modified(request.path, rewrite, match),
  });
}

/** The routes that decide for a host at an entry, the most specific host names first, then by name. */
function candidates<R extends AnyRoute>(mesh: Mesh, all: readonly R[], request: Resolved, entry: string) {
  const wanted = hostKey(request.host, request.namespace);
  const attached = (route: R) =>
    (route.spec.parentRefs ?? []).some(({ kind = 'Gateway', name, namespace = route.namespace, port, sectionName }) =>
      kind === 'Service'
        ? entry === 'mesh' &&
          hostKey(name, namespace) === wanted &&
          // A route beside the caller, not the service, is for callers of its namespace.
          (namespace === route.namespace || request.namespace === route.namespace) &&
          (port === undefined || request.port === undefined || port === request.port)
        : `${namespace}/${name}` === entry && countsAt(mesh, request, entry, route.namespace, sectionName),
    );
  const weight = ({ spec }: R): number =>
    entry === 'mesh'
      ? 0
      : Math.max(-1, ...(spec.hostnames ?? ['*']).filter((host) => hostHolds(host, request.host)).map(specificity));
  return all
    .filter((route) => attached(route) && weight(route) >= 0)
    .sort((a, b) => weight(b) - weight(a) || `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`))
    .filter((route, _i, sorted) => sorted[0] !== undefined && weight(route) === weight(sorted[0]));
}

/** What HTTPRoutes make of a request; `undefined` where none is for its host. `entry`: a gateway, or `mesh`. */
export function apiHttp(mesh: Mesh, request: Resolved, entry: string): Outcome | undefined {
  const routes = candidates(mesh, mesh.HTTPRoute, request, entry);
  const [first] = routes;
  if (first === undefined) return undefined;
  const all = routes.flatMap((route) =>
    (route.spec.rules ?? []).flatMap((rule, i) => (rule.matches ?? [{}]).map((match) => ({ route, rule, i, match }))),
  );
  const [best] = all.filter(({ match }) => matches(match, request)).sort((a, b) => before(a.match, b.match));
  if (best === undefined) return UNMATCHED(`HTTPRoute ${first.namespace}/${first.name}`, request.path);
  const by = `HTTPRoute ${best.route.namespace}/${best.route.name} rules[${best.i}]`;
  return outcome(best.rule, best.match, by, best.route.namespace, request);
}

/** What TLSRoutes (by SNI) and TCPRoutes make of a connection. */
export function apiConnection(mesh: Mesh, request: Resolved, entry: string, kind: 'tls' | 'tcp'): Outcome | undefined {
  const [first] =
    kind === 'tls' ? candidates(mesh, mesh.TLSRoute, request, entry) : candidates(mesh, mesh.TCPRoute, request, entry);
  const [rule] = first?.spec.rules ?? [];
  if (first === undefined || rule === undefined) return undefined;
  const by = `${kind.toUpperCase()}Route ${first.namespace}/${first.name} rules[0]`;
  return { by, targets: shares(rule.backendRefs ?? [], first.namespace), mirrors: [], path: request.path };
}
