import { hostsMeet } from '../../../model/hosts/holding';
import { isFor, scoped } from '../../../model/hosts/scoped';
import type { Mesh, SpecsByKind, Written } from '../../../model/mesh';
import { gatewaysOf } from '../../../model/routes/routes';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Finding, Rule } from '../../rule';

/** A way in that a route is bound to, with the hosts that it serves for the route's namespace. */
interface Entry {
  readonly name: string;
  readonly served: readonly string[];
}

/**
 * Each host comes in somewhere, and each gateway takes some of them. `elsewhere`: the route also counts where hosts are not known
 * here, such as inside the mesh.
 */
function unserved(hosts: readonly string[], entries: readonly Entry[], elsewhere: boolean) {
  const takes = ({ served }: Entry, host: string) => served.some((one) => hostsMeet(one, host));
  const idle = entries.filter((entry) => hosts.length > 0 && !hosts.some((host) => takes(entry, host)));
  const lost = elsewhere ? [] : hosts.filter((host) => !entries.some((entry) => takes(entry, host)));
  return [
    ...idle.map(({ name }) => ({ name, host: hosts.join(', ') })),
    ...lost
      .filter(() => idle.length < entries.length)
      .map((host) => ({ name: entries.map(({ name }) => name).join(', '), host })),
  ];
}

function ofIstio(mesh: Mesh): readonly Finding[] {
  const gateways = new Map(mesh.Gateway.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  return mesh.VirtualService.flatMap((route) => {
    const names = gatewaysOf(route);
    const entries = names.flatMap((name): readonly Entry[] => {
      const gateway = gateways.get(name);
      if (gateway === undefined) return [];
      const served = (gateway.spec.servers ?? [])
        .flatMap(({ hosts }) => hosts.map((host) => scoped(host, gateway.namespace)))
        .filter((one) => isFor(one, route.namespace))
        .map(({ host }) => host);
      return [{ name, served }];
    });
    return unserved(route.spec.hosts ?? [], entries, entries.length < names.length).map(({ host, name }) => ({
      place: route.place,
      at: ['spec', 'hosts'],
      problem: TRAFFIC.hostNotServed(host, name, route.namespace),
    }));
  });
}

type ApiRoute = Written<
  Pick<SpecsByKind['TLSRoute'], 'parentRefs'> & { readonly hostnames?: readonly string[] | undefined }
>;

function ofGatewayApi(mesh: Mesh): readonly Finding[] {
  const gateways = new Map(mesh.ApiGateway.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  const routes: readonly ApiRoute[] = [...mesh.HTTPRoute, ...mesh.TLSRoute, ...mesh.TCPRoute];
  return routes.flatMap(({ place, namespace, spec }): readonly Finding[] => {
    const parents = spec.parentRefs ?? [];
    const bound = parents.flatMap((parent) => {
      const { kind = 'Gateway', name, namespace: there = namespace, sectionName } = parent;
      const gateway = kind === 'Gateway' ? gateways.get(`${there}/${name}`) : undefined;
      if (gateway === undefined) return [];
      const open = (gateway.spec.listeners ?? []).filter(
        ({ allowedRoutes }) => there === namespace || (allowedRoutes?.namespaces?.from ?? 'Same') !== 'Same',
      );
      const named = open.filter((listener) => sectionName === undefined || listener.name === sectionName);
      return [
        {
          parent,
          name: `${there}/${name}`,
          closed: open.length === 0,
          served: named.map(({ hostname = '*' }) => hostname),
        },
      ];
    });
    const closed = bound.filter((one) => one.closed);
    const entries = [...new Set(bound.map(({ name }) => name))].map((name) => ({
      name,
      served: bound.filter((one) => one.name === name).flatMap(({ served }) => served),
    }));
    if (closed.length > 0)
      return closed.map(({ name, parent }) => ({
        place,
        at: [parent],
        problem: TRAFFIC.routesNotAllowed(name, namespace),
      }));
    return unserved(spec.hostnames ?? [], entries, bound.length < parents.length).map(({ host, name }) => ({
      place,
      at: ['spec', 'hostnames'],
      problem: TRAFFIC.hostNotServed(host, name, namespace),
    }));
  });
}

export const hostServed: Rule = {
  name: 'host-served',
  codes: ['IST0132', 'MESH344'],
  severity: 'warning',
  about: 'some gateway of a route serves each of its hosts, each serves one of them, and lets its namespace bind it',
  reads: ['VirtualService', 'Gateway', 'HTTPRoute', 'TLSRoute', 'TCPRoute', 'ApiGateway'],
  find: (mesh) => [...ofIstio(mesh), ...ofGatewayApi(mesh)],
};
