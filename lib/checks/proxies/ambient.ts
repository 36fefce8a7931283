import { serviceOfHost } from '../../model/hosts/names';
import { named } from '../../model/lookup';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { type Ambient, ambientOf, usedWaypoint } from '../../model/workloads/ambient';
import { AMBIENT } from '../../problems/mesh/ambient';
import type { Finding, Rule } from '../rule';

type Policy = Written<SpecsByKind['AuthorizationPolicy']>;

/** What only a proxy that reads requests can decide. ztunnel sees addresses, ports and identities. */
function readsRequests({ spec }: Policy): boolean {
  return (spec.rules ?? []).some(
    ({ from = [], to = [], when = [] }) =>
      from.some(({ source = {} }) =>
        Object.keys(source).some((key) => /requestPrincipals|remoteIpBlocks/i.test(key)),
      ) ||
      to.some(({ operation = {} }) => Object.keys(operation).some((key) => !/ports$/i.test(key))) ||
      when.some(({ key }) => key.startsWith('request.')),
  );
}

/** Rules about requests are held by waypoints: a policy says which Service it is for, and that Service has one. */
const policies = (mesh: Mesh, ambient: Ambient): readonly Finding[] =>
  mesh.AuthorizationPolicy.filter((policy) => ambient.has(policy.namespace) && readsRequests(policy)).flatMap(
    (policy) => {
      const { place, name, namespace, spec } = policy;
      const targets = spec.targetRefs ?? [];
      if (targets.length === 0) return [{ place, at: ['spec', 'selector'], problem: AMBIENT.unheld(name, namespace) }];
      return targets
        .filter(({ kind, name: service }) => kind === 'Service' && ambient.waypointOf(namespace, service) === undefined)
        .map((target) => ({
          place,
          at: [target, 'name'],
          problem: AMBIENT.noWaypoint(`policy ${name}`, target.name, namespace),
        }));
    },
  );

/** Routes inside the mesh are followed by waypoints. */
const routes = (mesh: Mesh, ambient: Ambient): readonly Finding[] => [
  ...mesh.VirtualService.filter(({ spec }) => spec.gateways === undefined || spec.gateways.includes('mesh')).flatMap(
    ({ place, name, namespace, spec }) =>
      (spec.hosts ?? []).flatMap((host) => {
        const service = serviceOfHost(host, namespace);
        return service === undefined
          ? []
          : unrouted(ambient, { place, at: ['spec', 'hosts'] }, `route ${name}`, service.name, service.namespace, mesh);
      }),
  ),
  ...mesh.HTTPRoute.flatMap(({ place, name, namespace, spec }) =>
    (spec.parentRefs ?? [])
      .filter(({ kind }) => kind === 'Service')
      .flatMap((parent) =>
        unrouted(ambient, { place, at: [parent] }, `route ${name}`, parent.name, parent.namespace ?? namespace, mesh),
      ),
  ),
];

function unrouted(
  ambient: Ambient,
  where: Pick<Finding, 'place' | 'at'>,
  what: string,
  service: string,
  namespace: string,
  mesh: Mesh,
): readonly Finding[] {
  const known = named(mesh.Service, `${namespace}/${service}`) !== undefined;
  if (!known || !ambient.has(namespace) || ambient.waypointOf(namespace, service) !== undefined) return [];
  return [{ ...where, problem: AMBIENT.noWaypoint(what, service, namespace) }];
}

const USES = ['metadata', 'labels', 'istio.io/use-waypoint'] as const;

/** A waypoint that is used is there, and lets other namespaces use it if they do. */
function waypointsServe(mesh: Mesh): readonly Finding[] {
  const waypoints = new Map(
    mesh.ApiGateway.filter(({ spec }) => spec.gatewayClassName === 'istio-waypoint').map((one) => [
      `${one.namespace}/${one.name}`,
      one,
    ]),
  );
  const users = [...mesh.Namespace.map((one) => ({ ...one, namespace: one.name })), ...mesh.Service];
  return users.flatMap((user) => {
    const name = usedWaypoint(user);
    if (name === undefined) return [];
    const waypoint = waypoints.get(name);
    if (waypoint === undefined) return [{ place: user.place, at: USES, problem: AMBIENT.missingWaypoint(name) }];
    const open =
      waypoint.spec.listeners?.some(({ allowedRoutes }) => allowedRoutes?.namespaces?.from === 'All') ?? false;
    return waypoint.namespace === user.namespace || open
      ? []
      : [{ place: user.place, at: USES, problem: AMBIENT.closedWaypoint(name, user.namespace) }];
  });
}

export const ambientMode: Rule = {
  name: 'ambient-mode',
  codes: ['MESH670', 'MESH671', 'MESH672', 'MESH673'],
  severity: 'error',
  about: 'in ambient mode, what reads requests has a waypoint to do it',
  reads: ['Namespace', 'Service', 'AuthorizationPolicy', 'VirtualService', 'HTTPRoute', 'ApiGateway'],
  find: (mesh) => {
    const ambient = ambientOf(mesh);
    return [...policies(mesh, ambient), ...routes(mesh, ambient), ...waypointsServe(mesh)];
  },
};
