import { type StringMap, selects } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
import { commonHosts } from '../../model/hosts/holding';
import { hostKey } from '../../model/hosts/names';
import { scoped } from '../../model/hosts/scoped';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { fullName, gatewaysOf } from '../../model/routes/routes';
import { GATEWAYS } from '../../problems/installation/gateways';
import type { At, Rule } from '../rule';

/** Pods of a gateway: by labels, or by their Service where it is not written here. */
interface Door {
  readonly selector?: StringMap | undefined;
  readonly service?: string;
}

/** A name in TLS that a port of a gateway takes in. */
interface Claim {
  readonly place: string;
  readonly at: At;
  readonly by: string;
  readonly door: Door;
  readonly port: number;
  readonly sni: string;
  /** A server ends it; or else a rule passes it on, and of two rules istiod takes the first. */
  readonly ends: boolean;
  /** Istio's Gateways have a rule of their own for two of them. */
  readonly isApi: boolean;
}

const shared = (a: Door, b: Door): boolean =>
  a.selector === undefined || b.selector === undefined
    ? a.service !== undefined && a.service === b.service
    : selects(a.selector, b.selector) || selects(b.selector, a.selector);

const bare = (host: string): string => scoped(host).host.toLowerCase();
const isPassed = (mode: string | undefined): boolean => /^passthrough$/i.test(mode ?? '');

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
            ends: true,
          };
      else
        for (const route of mesh.VirtualService)
          if (
            gatewaysOf(route).some((name) => fullName(name, route.namespace) === `${gateway.namespace}/${gateway.name}`)
          )
            for (const match of (route.spec.tls ?? []).flatMap(({ match: all }) => all ?? []))
              if (match.port === undefined || match.port === port.number)
                for (const host of match.sniHosts)
                  yield { ...one, place: route.place, at: [match], by: address(route), sni: bare(host), ends: false };
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
      for (const listener of spec.listeners ?? []) {
        const { port, name: section, tls, hostname = '*' } = listener;
        if (tls === undefined) continue;
        const one = { door, port, isApi: true };
        if (!isPassed(tls.mode))
          yield { ...one, place: gateway.place, at: [listener], by: address(gateway), sni: bare(hostname), ends: true };
        else
          for (const route of mesh.TLSRoute)
            if (
              (route.spec.parentRefs ?? []).some(
                (parent) =>
                  parent.name === name &&
                  (parent.namespace ?? route.namespace) === namespace &&
                  (parent.sectionName === undefined || parent.sectionName === section),
              )
            )
              for (const sni of commonHosts(route.spec.hostnames ?? ['*'], [hostname]))
                yield {
                  ...one,
                  place: route.place,
                  at: ['spec', 'hostnames'],
                  by: address(route),
                  sni: bare(sni),
                  ends: false,
                };
      }
    }
  }
}

export const sniOnce: Rule = {
  name: 'sni-once',
  codes: ['MESH890'],
  severity: 'error',
  about: 'a port of a gateway takes TLS for a name in once, or Envoy refuses all of the port',
  reads: ['Gateway', 'ApiGateway', 'VirtualService', 'TLSRoute', 'Service'],
  find: (mesh) => {
    const claims = [...ofIstio(mesh), ...ofGatewayApi(mesh)];
    const groups = grouped(claims, ({ port, sni }) => `${port} ${sni}`);
    return [...groups.values()].flatMap((group) =>
      group.flatMap((one, i) => {
        const other = group
          .slice(0, i)
          .find(
            (before) =>
              (one.ends || before.ends) &&
              (!one.ends || !before.ends || one.isApi || before.isApi) &&
              shared(one.door, before.door),
          );
        if (other === undefined) return [];
        return [{ place: one.place, at: one.at, problem: GATEWAYS.sniTwice(one.port, one.sni, other.by) }];
      }),
    );
  },
};
