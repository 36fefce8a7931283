import type { Listeners } from '../mesh/edge/listeners';
import type { Source } from '../mesh/route/match';
import type { ServiceHandle } from '../mesh/services/handles';
import { PROTOCOLS } from '../mesh/services/ports';

/** A request, or a connection, as a test describes it. */
export interface Request {
  /** Whom it is for: a service, or the Host header, which may have a port (SNI for TLS). */
  readonly host: ServiceHandle | string;
  /** @default '/' */
  readonly path?: string;
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Claims of its verified JWT, `.` between nested ones; one of a list's values is enough. */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
  /** Who sends it from inside the mesh. */
  readonly from?: Source;
  /** Where it enters the mesh from outside. @default - it comes from inside */
  readonly gateway?: Listeners;
  /** Port that the sender addresses. @default - the host's first; a gateway's any */
  readonly port?: number;
  /** @default - what the port of a service speaks, else 'http' */
  readonly protocol?: 'http' | 'tls' | 'tcp';
}

/** A place that a request may reach, and the share of such requests in percent; those that the mesh itself aborts reach none. */
export interface Reached {
  /** First labels of the host: `reviews.bookinfo.svc`. */
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: number | undefined;
  readonly share: number;
}

/** What becomes of a request. */
export interface Outcome {
  /** What decided: `VirtualService bookinfo/reviews http[0]`. */
  readonly by: string;
  readonly targets: readonly Reached[];
  readonly mirrors: readonly Reached[];
  readonly delay?: { readonly percent: number; readonly fixed: string };
  readonly abort?: { readonly percent: number; readonly status: number | string };
  /** Answer without a service: a direct response or a redirect; 404 where nothing matches. */
  readonly status?: number;
  readonly location?: string;
  readonly timeout?: string;
  readonly retries?: number;
  /** Path with which the service is asked, after a rewrite. */
  readonly path: string;
}

/** A request with everything filled in. */
export interface Resolved {
  readonly host: string;
  readonly namespace: string;
  readonly path: string;
  /** `?` and what follows it. */
  readonly search: string;
  readonly scheme: 'http' | 'https';
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
  readonly from: Source | undefined;
  readonly port: number | undefined;
  /** Ports of the gateway by which it may have come, where it names none. */
  readonly ports?: readonly number[];
}

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The request as a sidecar or gateway sees it. */
export function resolve(request: Request): Resolved {
  const { host, path = '/', method = 'GET', headers = {}, query = {}, claims = {}, from, port, gateway } = request;
  const at = path.indexOf('?');
  const [plain, search] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)];
  const sender = from === undefined ? gateway && podsNamespace(gateway) : namespaceOf(from);
  const [, bare, own] = (typeof host === 'string' && /^([^:]+):(\d+)$/.exec(host)) || [];
  const named = typeof host === 'string' ? (bare ?? host) : host.host;
  const addressed = port ?? (own === undefined ? undefined : Number(own));
  return {
    host: named,
    namespace: sender ?? (typeof host === 'string' ? '' : (host.namespace ?? '')),
    path: plain,
    search,
    scheme: 'http',
    method,
    headers: lower(headers),
    query: { ...Object.fromEntries(new URLSearchParams(search)), ...query },
    claims,
    from,
    port: addressed ?? (typeof host === 'string' || gateway !== undefined ? undefined : host.ports[0]?.port),
  };
}

/** What the sender speaks to the port that it addresses. */
export function protocolOf({ host, port, gateway, protocol }: Request): 'http' | 'tls' | 'tcp' {
  if (protocol !== undefined || typeof host === 'string' || gateway !== undefined) return protocol ?? 'http';
  const addressed = port === undefined ? host.ports[0] : host.ports.find((one) => one.port === port);
  return addressed === undefined ? 'http' : PROTOCOLS[addressed.protocol].layer;
}

/** The port by which a request came, as far as that is known. */
export const portOf = ({ port, ports = [] }: Resolved): number | undefined => port ?? ports[0];

const namespaceOf = (from: Source): string | undefined => ('kind' in from ? from.service.namespace : from.namespace);
const podsNamespace = ({ props, namespace }: Listeners): string => props.gateway?.namespace ?? namespace;

/** What is left of the shares after an abort. */
export const through = (places: readonly Reached[], abort: { readonly percent: number } | undefined) =>
  abort === undefined
    ? places
    : places
        .map((place) => ({ ...place, share: (place.share * (100 - abort.percent)) / 100 }))
        .filter(({ share }) => share > 0);

export const UNMATCHED = (by: string, path: string): Outcome => ({ by, targets: [], mirrors: [], status: 404, path });
