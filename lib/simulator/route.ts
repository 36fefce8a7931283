import type { IConstruct } from 'constructs';
import { factsOf } from '../mesh/facts';
import { meshOf } from '../mesh/facts/checks';
import type { MeshFacts } from '../model/facts';
import { hostKey, servicesByHost } from '../model/routes';
import { apiConnection, apiHttp } from './api-routes';
import { answeredAtDoor, serversFor } from './entries';
import { istioConnection, istioHttp } from './istio-routes';
import { type Outcome, protocolOf, type Request, type Resolved, resolve, UNMATCHED } from './request';

/** What routes must be of: TLS that a gateway ends leaves a stream. */
const seenAs = (facts: MeshFacts, request: Resolved, entry: string, protocol: 'tls' | 'tcp'): 'tls' | 'tcp' =>
  entry !== 'mesh' && serversFor(facts, request, entry).some(({ endsTls }) => endsTls) ? 'tcp' : protocol;

function connection(facts: MeshFacts, request: Resolved, entry: string, protocol: 'tls' | 'tcp') {
  const kind = seenAs(facts, request, entry, protocol);
  return istioConnection(facts, request, entry, kind) ?? apiConnection(facts, request, entry, kind);
}

/** The request as a sidecar sees it, which knows services by name and namespace, too; or behind a gateway's server. */
function entered(facts: MeshFacts, request: Resolved, entry: string): Resolved {
  if (entry === 'mesh')
    return servicesByHost(facts).has(`${request.host}.svc`) ? { ...request, host: `${request.host}.svc` } : request;
  const servers = serversFor(facts, request, entry);
  const scheme = servers.length > 0 && servers.every(({ endsTls }) => endsTls) ? 'https' : 'http';
  return { ...request, scheme, ports: servers.map(({ port }) => port) };
}

function decide(facts: MeshFacts, request: Resolved, entry: string, protocol: 'http' | 'tls' | 'tcp'): Outcome {
  const answered = entry === 'mesh' ? undefined : answeredAtDoor(facts, request, entry, protocol === 'http');
  const routed =
    answered ??
    (protocol === 'http'
      ? (istioHttp(facts, request, entry) ?? apiHttp(facts, request, entry))
      : connection(facts, request, entry, protocol));
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
 * What becomes of a request, from the routes below `mesh` as they will be written: no cluster, no Envoy.
 * Istio's rules are tried in their order, those of the Gateway API by precedence.
 */
export function route(mesh: IConstruct, request: Request): Outcome {
  const { gateway } = request;
  const entry = gateway === undefined ? 'mesh' : `${gateway.namespace}/${gateway.name}`;
  const facts = factsOf(meshOf(mesh));
  return decide(facts, entered(facts, resolve(request), entry), entry, protocolOf(request));
}
