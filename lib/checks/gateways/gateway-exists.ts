import type { MeshCheck } from '../../model/mesh';
import { gatewaysOf } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** A route is bound to a gateway that exists. */
export const gatewayExists: MeshCheck = (mesh) => {
  const known = new Set(mesh.Gateway.map(({ namespace, name }) => `${namespace}/${name}`));
  const served = new Set(mesh.ApiGateway.map(({ namespace, name }) => `${namespace}/${name}`));
  const remedy = 'make it with Listeners, or name one that exists';
  return [
    ...mesh.VirtualService.flatMap((route) =>
      gatewaysOf(route)
        .filter((gateway) => gateway !== 'mesh' && !known.has(gateway))
        .map((gateway) => ({ place: route.place, problem: TRAFFIC.missing('Gateway', gateway, remedy) })),
    ),
    ...[...mesh.HTTPRoute, ...mesh.TLSRoute, ...mesh.TCPRoute].flatMap(({ place, namespace, spec }) =>
      (spec.parentRefs ?? [])
        .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
        .map((parent) => `${parent.namespace ?? namespace}/${parent.name}`)
        .filter((gateway) => !served.has(gateway))
        .map((gateway) => ({ place, problem: TRAFFIC.missing('Gateway', gateway, remedy) })),
    ),
  ];
};
