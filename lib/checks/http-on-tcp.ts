import type { MeshCheck } from './facts';
import { destinationsOf, hostKey, layerOf, servicesByHost } from './mesh-index';
import { TRAFFIC } from './problems/traffic';

/** A rule that acts on HTTP goes to a port that speaks HTTP. */
export const httpOnTcp: MeshCheck = (facts) => {
  const services = servicesByHost(facts);
  return facts.VirtualService.flatMap((route) =>
    destinationsOf(route)
      .filter(({ kind }) => kind === 'http')
      .flatMap(({ rule, destination: { host, port } }) => {
        const ports = services.get(hostKey(host, route.namespace))?.spec.ports ?? [];
        const meant = ports.find((one) => one.port === (port?.number ?? ports[0]?.port));
        const layer = meant && layerOf(meant);
        if (meant === undefined || layer === undefined || layer === 'http') return [];
        return [{ path: route.path, problem: TRAFFIC.httpOnTcp(rule, host, meant.port, layer.toUpperCase()) }];
      }),
  );
};
