import { type StringMap, selects } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
import { commonHosts } from '../../model/hosts/holding';
import { hostKey } from '../../model/hosts/names';
import { scoped } from '../../model/hosts/scoped';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { fullName, gatewaysOf } from '../../model/routes/routes';
import type { At } from '../rule';

/** Pods of a gateway: by labels, or by their Service where it is not written here. */
interface Door {
  readonly selector?: StringMap | undefined;
  readonly service?: string;
}

/** A name in TLS that a port of a gateway takes in. */
export interface Claim {
  readonly place: string;
  readonly at: At;
  readonly by: string;
  readonly door: Door;
  readonly port: number;
  readonly sni: string;
  /** All names of the rule's match that passes it on; none where a server ends it. */
  readonly passed?: readonly string[];
  /** Hosts of the VirtualService that passes it on. */
  readonly hosts?: readonly string[] | undefined;
  /** Istio's Gateways have a rule of their own for two of them. */
  readonly isApi: boolean;
}

/** Of the pods that both are for. */
export const atOneDoor = (a: Door, b: Door): boolean =>
  a.selector === undefined || b.selector === undefined
    ? a.service !== undefined && a.service === b.service
    : selects(a.selector, b.selector) || selects(b.selector, a.selector);

const bare = (host: string): string => scoped(host).host.toLowerCase();
const isPassed = (mode: string | undefined): boolean => /^passthrough$/i.test(mode ?? '');

function* passing(names: readonly string[], match: Omit<Claim, 'sni' | 'passed'>): Generator<Claim> {
  const passed = names.map(bare);
  for (const sni of passed) yield { ...match, sni, passed };
}

function* ofIstio(mesh: Mesh): Generator<Claim> {
  for (const gateway of mesh.Gateway) {
    const door = { selector: gateway.spec.selector ?? {} };
    for (const server of gateway.spec.servers ?? []) {
      const { port, tls, hosts } = server;
      if (tls === undefined || tls.httpsRedirect === true) continue;
      const one = { door, port: port.number, isApi: false };
      if (!isPassed(tls.mode))
        for (const host of hosts)
          yield {
            ...one,
            place: gateway.place,
            at: [server, 'hosts'],
            by: address(gateway),
            sni: bare(host),
          };
      else
        for (const route of mesh.VirtualService)
          if (
            gatewaysOf(route).some((name) => fullName(name, route.namespace) === `${gateway.namespace}/${gateway.name}`)
          )
            for (const match of (route.spec.tls ?? []).flatMap(({ match: all }) => all ?? []))
              if (match.port === undefined || match.port === port.number)
                yield* passing(match.sniHosts, {
                  ...one,
                  place: route.place,
                  at: [match],
                  by: address(route),
                  hosts: route.spec.hosts,
                });
    }
  }
}

function* ofGatewayApi(mesh: Mesh): Generator<Claim> {
  for (const gateway of mesh.ApiGateway) {
    const { name, namespace, spec } = gateway;
    for (const { value = '' } of spec.addresses ?? [{ value: `${name}-istio` }]) {
      const service = hostKey(value, namespace);
      const found = mesh.Service.find((one) => hostKey(one.name, one.namespace) === service);
      const door = { service, selector: found?.spec.selector };
      // In this order istiod takes in the names of a route for several listeners.
      for (const listener of [...(spec.listeners ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const { port, name: section, tls, hostname = '*' } = listener;
        if (tls === undefined) continue;
        const one = { door, port, isApi: true };
        if (!isPassed(tls.mode))
          yield { ...one, place: gateway.place, at: [listener], by: address(gateway), sni: bare(hostname) };
        else
          for (const route of mesh.TLSRoute)
            if (
              (route.spec.parentRefs ?? []).some(
                (parent) =>
                  parent.name === name &&
                  (parent.namespace ?? route.namespace) === namespace &&
                  (parent.sectionName === undefined || parent.sectionName === section) &&
                  (parent.port === undefined || parent.port === port),
              )
            )
              yield* passing(commonHosts(route.spec.hostnames ?? ['*'], [hostname]), {
                ...one,
                place: route.place,
                at: ['spec', 'hostnames'],
                by: address(route),
              });
      }
    }
  }
}

/** Claims of one name on one port, for each in the order of the Gateways. */
export const claimsOf = (mesh: Mesh): readonly (readonly Claim[])[] => [
  ...grouped([...ofIstio(mesh), ...ofGatewayApi(mesh)], ({ port, sni }) => `${port} ${sni}`).values(),
];
