import type { Fact, Finding, MeshCheck, MeshFacts, SpecsByKind } from '../../model/facts';
import { AMBIENT } from '../../problems/ambient';

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';

type Policy = Fact<SpecsByKind['AuthorizationPolicy']>;
type Labelled = { readonly labels: Readonly<Record<string, string>>; readonly namespace: string };

/** The waypoint that a namespace or Service says it uses: `namespace/name`. */
const used = ({ labels, namespace }: Labelled): string | undefined => {
  const name = labels[USE];
  return name === undefined || name === 'none' ? undefined : `${labels[USE_NAMESPACE] ?? namespace}/${name}`;
};

interface Ambient {
  /** Namespaces in ambient mode. */
  readonly has: (namespace: string) => boolean;
  /** Waypoint of a Service: its own, or its namespace's. */
  readonly waypointOf: (namespace: string, service: string) => string | undefined;
}

/** Which namespaces are in ambient mode, and what serves them. */
export function ambientOf(facts: MeshFacts): Ambient {
  const inNamespace = (fact: Fact<object>) => ({ ...fact, namespace: fact.name });
  const namespaces = facts.Namespace.filter(({ labels }) => labels['istio.io/dataplane-mode'] === 'ambient');
  const waypoints = new Map(namespaces.map((fact) => [fact.name, used(inNamespace(fact))]));
  const services = new Map(facts.Service.map((service) => [`${service.namespace}/${service.name}`, service]));
  return {
    has: (namespace) => waypoints.has(namespace),
    waypointOf: (namespace, name) => {
      const service = services.get(`${namespace}/${name}`);
      if (service?.labels[USE] === 'none') return undefined;
      return (service && used(service)) ?? waypoints.get(namespace);
    },
  };
}

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
const policies = (facts: MeshFacts, ambient: Ambient): readonly Finding[] =>
  facts.AuthorizationPolicy.filter((policy) => ambient.has(policy.namespace) && readsRequests(policy)).flatMap(
    (policy) => {
      const { path, name, namespace, spec } = policy;
      const targets = spec.targetRefs ?? [];
      if (targets.length === 0) return [{ path, problem: AMBIENT.unheld(name, namespace) }];
      return targets
        .filter(({ kind, name: service }) => kind === 'Service' && ambient.waypointOf(namespace, service) === undefined)
        .map(({ name: service }) => ({ path, problem: AMBIENT.noWaypoint(`policy ${name}`, service, namespace) }));
    },
  );

/** Routes inside the mesh are followed by waypoints. */
const routes = (facts: MeshFacts, ambient: Ambient): readonly Finding[] => [
  ...facts.VirtualService.filter(({ spec }) => spec.gateways === undefined || spec.gateways.includes('mesh')).flatMap(
    ({ path, name, namespace, spec }) =>
      (spec.hosts ?? []).flatMap((host) => {
        const [service = '', there = namespace] = host.split('.');
        return unrouted(ambient, path, `route ${name}`, service, there, facts);
      }),
  ),
  ...facts.HTTPRoute.flatMap(({ path, name, namespace, spec }) =>
    (spec.parentRefs ?? [])
      .filter(({ kind }) => kind === 'Service')
      .flatMap((parent) => unrouted(ambient, path, `route ${name}`, parent.name, parent.namespace ?? namespace, facts)),
  ),
];

function unrouted(
  ambient: Ambient,
  path: string,
  what: string,
  service: string,
  namespace: string,
  facts: MeshFacts,
): readonly Finding[] {
  const known = facts.Service.some((one) => one.name === service && one.namespace === namespace);
  if (!known || !ambient.has(namespace) || ambient.waypointOf(namespace, service) !== undefined) return [];
  return [{ path, problem: AMBIENT.noWaypoint(what, service, namespace) }];
}

/** A waypoint that is used is there, and lets other namespaces use it if they do. */
function waypointsServe(facts: MeshFacts): readonly Finding[] {
  const waypoints = new Map(
    facts.ApiGateway.filter(({ spec }) => spec.gatewayClassName === 'istio-waypoint').map((one) => [
      `${one.namespace}/${one.name}`,
      one,
    ]),
  );
  const users = [...facts.Namespace.map((one) => ({ ...one, namespace: one.name })), ...facts.Service];
  return users.flatMap((user) => {
    const name = used(user);
    if (name === undefined) return [];
    const waypoint = waypoints.get(name);
    if (waypoint === undefined) return [{ path: user.path, problem: AMBIENT.missingWaypoint(name) }];
    const open =
      waypoint.spec.listeners?.some(({ allowedRoutes }) => allowedRoutes?.namespaces?.from === 'All') ?? false;
    return waypoint.namespace === user.namespace || open
      ? []
      : [{ path: user.path, problem: AMBIENT.closedWaypoint(name, user.namespace) }];
  });
}

/** In ambient mode, what reads requests has a waypoint to do it. */
export const ambientMode: MeshCheck = (facts) => {
  const ambient = ambientOf(facts);
  return [...policies(facts, ambient), ...routes(facts, ambient), ...waypointsServe(facts)];
};
