import type { MeshCheck } from './facts';
import { gatewaysOf, hostHolds } from './mesh-index';
import { TRAFFIC } from './problems/traffic';

/** A gateway serves every host of the routes that are bound to it. */
export const hostServed: MeshCheck = (facts) => {
  const gateways = new Map(facts.Gateway.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  return facts.VirtualService.flatMap((route) =>
    gatewaysOf(route).flatMap((name) => {
      const gateway = gateways.get(name);
      if (gateway === undefined) return [];
      // A server's host may begin with the namespace whose routes it is for.
      const served = (gateway.spec.servers ?? []).flatMap(({ hosts }) =>
        hosts.map((host) => host.replace(/^.*\//, '')),
      );
      return (route.spec.hosts ?? [])
        .filter((host) => !served.some((one) => hostHolds(one, host) || hostHolds(host, one)))
        .map((host) => ({ path: route.path, problem: TRAFFIC.hostNotServed(host, name) }));
    }),
  );
};
