import type { IConstruct } from 'constructs';
import { hostKey, servicesByHost } from '../model/hosts';
import type { Mesh } from '../model/mesh';
import { meshBelow, outermost } from '../model/tree';
import { apiConnection, apiHttp } from './api-routes';
import { answeredAtDoor, serversFor } from './entries';
import { istioConnection, istioHttp } from './istio-routes';
import { type Outcome, protocolOf, type Request, type Resolved, resolve, UNMATCHED } from './request';

/** What routes must be of: TLS that a gateway ends leaves a stream. */
const seenAs = (mesh: Mesh, request: Resolved, entry: string, protocol: 'tls' | 'tcp'): 'tls' | 'tcp' =>
  entry !== 'mesh' && serversFor(mesh, request, entry).some(({ endsTls }) => endsTls) ? 'tcp' : protocol;

function connection(mesh: Mesh, request: Resolved, entry: string, protocol: 'tls' | 'tcp') {
  const kind = seenAs(mesh, request, entry, protocol);
  return istioConnection(mesh, request, entry, kind) ?? apiConnection(mesh, request, entry, kind);
}

/** The request as a sidecar sees it, which knows services by name and namespace, too; or behind a gateway's server. */
function entered(mesh: Mesh, request: Resolved, entry: string): Resolved {
  if (entry === 'mesh')
    return servicesByHost(mesh).has(`${request.host}.svc`) ? { ...request, host: `${request.host}.svc` } : request;
  const servers = serversFor(mesh, request, entry);
  const scheme = servers.length > 0 && servers.every(({ endsTls }) => endsTls) ? 'https' : 'http';
  return { ...request, scheme, ports: servers.map(({ port }) => port) };
}

function decide(mesh: Mesh, request: Resolved, entry: string, protocol: 'http' | 'tls' | 'tcp'): Outcome {
  const answered = entry === 'mesh' ? undefined : answeredAtDoor(mesh, request, entry, protocol === 'http');
  const routed =
    answered ??
    (protocol === 'http'
      ? (istioHttp(mesh, request, entry) ?? apiHttp(mesh, request, entry))
      : connection(mesh, request, entry, protocol));
  if (routed !== undefined) return routed;
  if (entry !== 'mesh') return UNMATCHED(`Gateway ${entry}`, request.path);
  // Without a route, a request goes to any pod of the service that it names.
  const host = hostKey(request.host, request.namespace);
  return {
    by: `Service ${host}`,
    targets: [{ host, port: request.port, share: 100 }],
    mirrors: [],
    path: request.path,
  };
}

/**
 * What becomes of a request, from the routes below `root` as they will be written: no cluster, no Envoy.
 * Istio's rules are tried in their order, those of the Gateway API by precedence.
 */
export function route(root: IConstruct, request: Request): Outcome {
  const { gateway } = request;
  const entry = gateway === undefined ? 'mesh' : `${gateway.namespace}/${gateway.name}`;
  const mesh = meshBelow(outermost(root));
  return decide(mesh, entered(mesh, resolve(request), entry), entry, protocolOf(request));
}
