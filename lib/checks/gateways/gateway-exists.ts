import type { MeshCheck } from '../../model/facts';
import { gatewaysOf } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** A route is bound to a gateway that exists. */
export const gatewayExists: MeshCheck = (facts) => {
  const known = new Set(facts.Gateway.map(({ namespace, name }) => `${namespace}/${name}`));
  const served = new Set(facts.ApiGateway.map(({ namespace, name }) => `${namespace}/${name}`));
  const remedy = 'make it with Listeners, or name one that exists';
  return [
    ...facts.VirtualService.flatMap((route) =>
      gatewaysOf(route)
        .filter((gateway) => gateway !== 'mesh' && !known.has(gateway))
        .map((gateway) => ({ path: route.path, problem: TRAFFIC.missing('Gateway', gateway, remedy) })),
    ),
    ...[...facts.HTTPRoute, ...facts.TLSRoute, ...facts.TCPRoute].flatMap(({ path, namespace, spec }) =>
      (spec.parentRefs ?? [])
        .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
        .map((parent) => `${parent.namespace ?? namespace}/${parent.name}`)
        .filter((gateway) => !served.has(gateway))
        .map((gateway) => ({ path, problem: TRAFFIC.missing('Gateway', gateway, remedy) })),
    ),
  ];
};
