import type { StringMap } from '../kit/formats/labels';
import type { Listeners } from '../mesh/edge/listeners';
import type { Source } from '../mesh/route/match';
import type { ServiceHandle } from '../mesh/services/handles';
import { PROTOCOLS } from '../mesh/services/ports';
import { bareHost, normalized, parameters, split } from './routes/envoy';

/** A request, or a connection, as a test describes it. */
export interface Request {
  /** Whom it is for: a service, or the Host header as it is sent, with or without a port (SNI for TLS). */
  readonly host: ServiceHandle | string;
  /** As the request line has it: escaped, perhaps with a query. @default '/' */
  readonly path?: string;
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: StringMap;
  /** Further parameters of the query, escaped as the request line has them. */
  readonly query?: StringMap;
  /** Claims of its JWT, `.` between nested ones; one of a list's values is enough. A gateway's pods see them by a RequestAuthentication; `iss` is, without one here, the first that they know. */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
  /** Who sends it from inside the mesh. @default - somebody in the service's namespace whom no rule and no Sidecar names */
  readonly from?: Source;
  /** Where it enters the mesh from outside. @default - it comes from inside */
  readonly gateway?: Listeners;
  /** Port that the sender addresses. @default - the one in the Host header, or else the host's first; a gateway's first that serves the host */
  readonly port?: number;
  /** @default - what the port of a service speaks, else 'http' */
  readonly protocol?: 'http' | 'tls' | 'tcp';
}

/** A place that a request may reach, and the share of such requests in percent; those that fail before reach none. */
export interface Reached {
  /** First labels of the host: `reviews.bookinfo.svc`. */
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: number | undefined;
  readonly share: number;
  /** Host header with which it is asked, where that is not the outcome's `host`: its share changes it. */
  readonly asHost?: string;
}

/** What becomes of a request. */
export interface Outcome {
  /** What decided: `VirtualService bookinfo/reviews http[0]`. */
  readonly by: string;
  readonly targets: readonly Reached[];
  readonly mirrors: readonly Reached[];
  readonly delay?: { readonly percent: number; readonly fixed: string };
  readonly abort?: { readonly percent: number; readonly status: number | string };
  /**
   * Answer without a service: a direct response or a redirect; 404 where nothing matches, also for a connection that nothing takes
   * in; 503, of the Gateway API 500, where what a route names is unknown to the sender's proxy or has no pods; 502 where a Sidecar
   * forbids what nobody declared.
   */
  readonly status?: number;
  readonly location?: string;
  readonly timeout?: string;
  readonly retries?: number;
  /** Path with which the service is asked, normalized and after a rewrite. */
  readonly path: string;
  /** Host header with which the service is asked, after a rewrite. */
  readonly host: string;
}

/** A request with everything filled in. */
export interface Resolved {
  /** In lower case, without a port. */
  readonly host: string;
  /** The Host header. */
  readonly authority: string;
  /** Of the proxy that decides. */
  readonly namespace: string;
  readonly labels: StringMap;
  readonly path: string;
  /** `?` and what follows it. */
  readonly search: string;
  readonly scheme: 'http' | 'https';
  readonly method: string;
  readonly headers: StringMap;
  readonly query: ReadonlyMap<string, string>;
  /** None without a token. */
  readonly claims: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly isNamed: boolean;
  readonly port: number | undefined;
}

const lower = (headers: StringMap) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const joined = (search: string, query: StringMap): string => {
  const more = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return more.length === 0 ? search : `${search === '' ? '?' : `${search}&`}${more.join('&')}`;
};

/** The request as a sidecar or gateway sees it. */
export function resolve(request: Request): Resolved {
  const { host, method = 'GET', headers = {}, query = {}, claims, from, port, gateway } = request;
  const { path, search } = split(request.path ?? '/');
  const full = joined(search, query);
  const authority = typeof host === 'string' ? host : host.host;
  const own = /:(\d+)$/.exec(authority)?.[1];
  const sender = from === undefined ? gateway && podsNamespace(gateway) : namespaceOf(from);
  const first = typeof host === 'string' || gateway !== undefined ? undefined : host.ports[0]?.port;
  return {
    host: bareHost(authority),
    authority,
    namespace: sender ?? (typeof host === 'string' ? '' : (host.namespace ?? '')),
    labels: from?.podLabels ?? {},
    path: normalized(path),
    search: full,
    scheme: 'http',
    method,
    headers: lower(headers),
    query: parameters(full),
    claims,
    isNamed: from !== undefined,
    port: port ?? (own === undefined ? first : Number(own)),
  };
}

/** What the sender speaks to the port that it addresses. */
export function protocolOf({ host, port, gateway, protocol }: Request): 'http' | 'tls' | 'tcp' {
  if (protocol !== undefined || typeof host === 'string' || gateway !== undefined) return protocol ?? 'http';
  const addressed = port === undefined ? host.ports[0] : host.ports.find((one) => one.port === port);
  return addressed === undefined ? 'http' : PROTOCOLS[addressed.protocol].layer;
}

const namespaceOf = (from: Source): string | undefined => ('kind' in from ? from.service.namespace : from.namespace);
const podsNamespace = ({ props, namespace }: Listeners): string => props.gateway?.namespace ?? namespace;

/** Nothing takes the request. */
export const unmatched = (by: string, { path, authority }: Resolved, status = 404): Outcome => ({
  by,
  targets: [],
  mirrors: [],
  status,
  path,
  host: authority,
});
