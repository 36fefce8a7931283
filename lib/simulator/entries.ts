import { hostHolds } from '../model/hosts';
import type { Mesh } from '../model/mesh';
import { type Outcome, type Resolved, UNMATCHED } from './request';

/** What one port of a gateway takes in. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** Namespace whose routes count there; `*` for all. */
  readonly routesFrom: string;
  readonly httpsRedirect: boolean;
  /** The gateway ends TLS itself; then a stream is left. */
  readonly endsTls: boolean;
  /** Name of a listener of the Gateway API. */
  readonly section?: string;
}

/** The servers of a gateway, `<namespace>/<name>`, of either API. */
function serversOf(mesh: Mesh, entry: string): readonly Server[] {
  const named = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}` === entry;
  const istio = mesh.Gateway.filter(named).flatMap(({ namespace, spec }) =>
    (spec.servers ?? []).flatMap(({ hosts, port, tls }) =>
      hosts.map((full) => {
        const [from, host] = full.includes('/') ? full.split('/') : ['*', full];
        const routesFrom = from === '.' ? namespace : (from ?? '*');
        const { httpsRedirect = false, mode } = tls ?? {};
        const endsTls = mode !== undefined && !/PASSTHROUGH$/.test(mode);
        return { host: host ?? full, port: port.number, routesFrom, httpsRedirect, endsTls };
      }),
    ),
  );
  const api = mesh.ApiGateway.filter(named).flatMap(({ namespace, spec }) =>
    (spec.listeners ?? []).map(({ name, hostname = '*', port, tls, allowedRoutes }) => ({
      section: name,
      host: hostname,
      port,
      routesFrom: (allowedRoutes?.namespaces?.from ?? 'Same') === 'Same' ? namespace : '*',
      httpsRedirect: false,
      endsTls: tls !== undefined && tls.mode !== 'Passthrough',
    })),
  );
  return [...istio, ...api];
}

/** The servers of a gateway that take a request in. */
export const serversFor = (mesh: Mesh, { host, port }: Resolved, entry: string): readonly Server[] =>
  serversOf(mesh, entry).filter(
    (server) => hostHolds(server.host, host) && (port === undefined || server.port === port),
  );

/** A route of `namespace` counts for requests at `entry`: at a gateway, one of its servers, or the one that it names, must let it. */
export const countsAt = (
  mesh: Mesh,
  request: Resolved,
  entry: string,
  namespace: string,
  sectionName?: string,
): boolean =>
  entry === 'mesh' ||
  serversFor(mesh, request, entry).some(
    ({ routesFrom, section }) =>
      (routesFrom === '*' || routesFrom === namespace) && (sectionName === undefined || sectionName === section),
  );

/** What a gateway answers before it looks at routes. */
export function answeredAtDoor(mesh: Mesh, request: Resolved, entry: string, http: boolean): Outcome | undefined {
  const servers = serversFor(mesh, request, entry);
  const by = `Gateway ${entry}`;
  if (servers.length === 0) return UNMATCHED(by, request.path);
  if (!http || !servers.every(({ httpsRedirect }) => httpsRedirect)) return undefined;
  const location = `https://${request.host}${request.path}${request.search}`;
  return { ...UNMATCHED(by, request.path), status: 301, location };
}
