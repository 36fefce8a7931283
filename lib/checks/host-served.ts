import type { Fact, Finding, MeshCheck, MeshFacts, SpecsByKind } from './facts';
import { gatewaysOf, hostHolds } from './mesh-index';
import { TRAFFIC } from './problems/traffic';

/** A server's host may begin with the namespace whose routes it is for. */
const isForRoutesOf = (namespace: string, own: string) => (full: string) => {
  const [from] = full.includes('/') ? full.split('/') : ['*'];
  return from === '*' || from === namespace || (from === '.' && own === namespace);
};

const overlap = (a: string, b: string): boolean => hostHolds(a, b) || hostHolds(b, a);

function ofIstio(facts: MeshFacts): readonly Finding[] {
  const gateways = new Map(facts.Gateway.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  return facts.VirtualService.flatMap((route) =>
    gatewaysOf(route).flatMap((name) => {
      const gateway = gateways.get(name);
      if (gateway === undefined) return [];
      const served = (gateway.spec.servers ?? [])
        .flatMap(({ hosts }) => hosts)
        .filter(isForRoutesOf(route.namespace, gateway.namespace))
        .map((host) => host.replace(/^.*\//, ''));
      return (route.spec.hosts ?? [])
        .filter((host) => !served.some((one) => overlap(one, host)))
        .map((host) => ({ path: route.path, problem: TRAFFIC.hostNotServed(host, name, route.namespace) }));
    }),
  );
}

type ApiRoute = Fact<
  Pick<SpecsByKind['TLSRoute'], 'parentRefs'> & { readonly hostnames?: readonly string[] | undefined }
>;

function ofGatewayApi(facts: MeshFacts): readonly Finding[] {
  const gateways = new Map(facts.ApiGateway.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  const routes: readonly ApiRoute[] = [...facts.HTTPRoute, ...facts.TLSRoute, ...facts.TCPRoute];
  return routes.flatMap(({ path, namespace, spec }) =>
    (spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', name, namespace: there = namespace }): readonly Finding[] => {
      const gateway = kind === 'Gateway' ? gateways.get(`${there}/${name}`) : undefined;
      if (gateway === undefined) return [];
      const open = (gateway.spec.listeners ?? []).filter(
        ({ allowedRoutes }) => there === namespace || (allowedRoutes?.namespaces?.from ?? 'Same') !== 'Same',
      );
      if (open.length === 0) return [{ path, problem: TRAFFIC.routesNotAllowed(`${there}/${name}`, namespace) }];
      return (spec.hostnames ?? [])
        .filter((host) => !open.some(({ hostname = '*' }) => overlap(hostname, host)))
        .map((host) => ({ path, problem: TRAFFIC.hostNotServed(host, `${there}/${name}`, namespace) }));
    }),
  );
}

/** A gateway serves every host of the routes that are bound to it, and lets their namespaces bind them. */
export const hostServed: MeshCheck = (facts) => [...ofIstio(facts), ...ofGatewayApi(facts)];
