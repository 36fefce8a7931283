import type { IConstruct } from 'constructs';
import type { Mesh } from '../../model/mesh';
import { meshBelow, outermost } from '../../model/tree';
import { policiesFor } from '../../model/workloads/selectors';
import { verified } from '../policies/authorization/jwt';
import { type Outcome, protocolOf, type Request, type Resolved, resolve, unmatched } from '../request';
import { serviceNamed, view } from '../view';
import { chainFor, gatewayConnection, meshConnection } from './connections';
import { isPreflight } from './envoy';
import { gatewayHttp, meshHttp } from './http';
import { type Door, doorOf, exactness, type Server, serversOf } from './servers';

type Protocol = ReturnType<typeof protocolOf>;

/** Inside the mesh, a port that is not said is that of the service, or HTTP's. */
function inMesh(mesh: Mesh, request: Resolved, protocol: Protocol): Outcome {
  const seen = view(mesh, { namespace: request.namespace, labels: request.labels, isGateway: false });
  const port = request.port ?? serviceNamed(seen, request.host)?.ports[0]?.number ?? (protocol === 'tls' ? 443 : 80);
  // Only gateways verify what their routes then see.
  return protocol === 'http'
    ? meshHttp(mesh, seen, { ...request, claims: {} }, port)
    : meshConnection(mesh, seen, request, port);
}

/** Servers of the port that is meant: the one that is said, or the first of these Listeners that serves the host. */
function addressed(servers: readonly Server[], own: string, request: Resolved): readonly Server[] {
  const serves = ({ hosts }: Server) => hosts.some(({ host }) => exactness(host, request.host) >= 0);
  const ours = servers.filter(({ gateway }) => gateway.replace(/#.*/, '') === own);
  const one =
    request.port === undefined
      ? (ours.find(serves) ?? ours[0])
      : servers.find(({ port, listens }) => port === request.port || listens === request.port);
  return one === undefined ? [] : servers.filter(({ listens }) => listens === one.listens);
}

interface Targeting {
  readonly targetRef?: { readonly kind: string; readonly name: string } | undefined;
  readonly targetRefs?: readonly { readonly kind: string; readonly name: string }[] | undefined;
}

/** RequestAuthentications of a gateway's pods: those that select them, or that name the Gateway for which Istio makes them. */
const tokensOf = (mesh: Mesh, { namespace, selector, own }: Door): Mesh['RequestAuthentication'] => [
  ...policiesFor(mesh, mesh.RequestAuthentication, namespace, selector),
  ...mesh.RequestAuthentication.filter((one) => {
    const { targetRef, targetRefs = [] } = one.spec as Targeting;
    return [...targetRefs, ...(targetRef ? [targetRef] : [])].some(
      ({ kind, name }) => kind === 'Gateway' && own === `${one.namespace}/${name}`,
    );
  }),
];

function atGateway(
  mesh: Mesh,
  request: Resolved,
  protocol: Protocol,
  listeners: NonNullable<Request['gateway']>,
): Outcome {
  const door = doorOf(listeners);
  const label = `Gateway ${listeners.namespace}/${listeners.name}`;
  const seen = view(mesh, { namespace: door.namespace, labels: door.selector, isGateway: true });
  const at = { ...request, namespace: door.namespace, labels: door.selector };
  const servers = addressed(serversOf(mesh, door), `${listeners.namespace}/${listeners.name}`, at);
  const [first] = servers;
  if (first === undefined) return unmatched(label, at);
  if (protocol !== 'http') return gatewayConnection(mesh, seen, at, servers, label);
  const chain = first.kind === 'http' ? undefined : chainFor(mesh, at, servers);
  if (first.kind !== 'http' && chain?.server.kind !== 'https') return gatewayConnection(mesh, seen, at, servers, label);
  const given = isPreflight(at.method, at.headers) ? undefined : request.claims;
  const { claims, refused } = verified(tokensOf(mesh, door), given);
  if (refused !== undefined) return unmatched(refused.by, at, refused.status);
  const read = { ...at, claims };
  return chain === undefined
    ? gatewayHttp(mesh, seen, read, servers, label)
    : gatewayHttp(mesh, seen, { ...read, scheme: 'https' }, [chain.server], label);
}

/** The same of a mesh that is data already. */
export function routeIn(mesh: Mesh, request: Request): Outcome {
  const asked = resolve(request);
  const protocol = protocolOf(request);
  return request.gateway === undefined
    ? inMesh(mesh, asked, protocol)
    : atGateway(mesh, asked, protocol, request.gateway);
}

/**
 * What becomes of a request, from the routes below `root` as they will be written: no cluster, no Envoy. Which routes count, and in
 * which order, is what istiod makes of them, as if all were of one age; how a request is read is what Envoy does.
 */
export const route = (root: IConstruct, request: Request): Outcome => routeIn(meshBelow(outermost(root)), request);
