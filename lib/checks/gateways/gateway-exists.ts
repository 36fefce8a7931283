import { exists } from '../../model/lookup';
import { gatewaysOf } from '../../model/routes/routes';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf, soughtObject } from '../sought';
import { isInternal } from './internal-gateway';

/** A VirtualService that names a Gateway of the other API. */
const ofOtherApi = (gateway: string) =>
  TRAFFIC.missing(
    "Gateway of Istio's API called",
    gateway,
    "make the route with api: 'gateway-api', for the one of that name is of the Gateway API",
    'write an HTTPRoute, for the one of that name is of the Gateway API',
  );

export const gatewayExists: Rule = {
  name: 'gateway-exists',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a route is bound to a gateway that exists',
  reads: ['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'Gateway', 'ApiGateway'],
  find: (mesh) => {
    const missing = (gateway: string) =>
      TRAFFIC.missing(
        'Gateway',
        gateway,
        'make it with Listeners, or name one that exists',
        'write it down, or name one that exists',
      );
    return [
      ...mesh.VirtualService.flatMap((route) =>
        gatewaysOf(route).flatMap((gateway, i) =>
          gateway === 'mesh' || isInternal(gateway) || exists(mesh, 'Gateway', gateway)
            ? []
            : [
                {
                  place: route.place,
                  at: ['spec', 'gateways', i],
                  problem: exists(mesh, 'ApiGateway', gateway) ? ofOtherApi(gateway) : missing(gateway),
                  sought: [soughtObject(gateway)],
                },
              ],
        ),
      ),
      ...[...mesh.HTTPRoute, ...mesh.GRPCRoute, ...mesh.TLSRoute, ...mesh.TCPRoute, ...mesh.UDPRoute].flatMap(
        ({ place, namespace, spec }) =>
          (spec.parentRefs ?? [])
            .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
            .map((parent) => ({ parent, gateway: `${parent.namespace ?? namespace}/${parent.name}` }))
            .filter(({ gateway }) => !exists(mesh, 'ApiGateway', gateway))
            .map(({ parent, gateway }) => ({
              place,
              at: [parent, 'name'],
              problem: missing(gateway),
              sought: [soughtObject(gateway)],
              // A platform's Gateways are often in another repository.
              ...severityOf(mesh, 'ApiGateway'),
            })),
      ),
    ];
  },
};
