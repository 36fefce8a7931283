import { exists } from '../../../model/lookup';
import type { Mesh, Written } from '../../../model/mesh';
import { isGranted } from '../../../model/routes/grants';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Finding, Rule } from '../../rule';
import { inNamespaceOf } from '../../sought';
import type { ApiRoute } from './api-route';

const KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'] as const;
type Kind = (typeof KINDS)[number];

/** What gateways do in place of asking a Service that they may not: Envoy finds no cluster, and istiod leaves copies out, or the whole route. */
const EFFECTS = {
  backend: {
    HTTPRoute: 'answer 500 in its place',
    GRPCRoute: 'answer 500 in its place',
    TLSRoute: 'close such connections',
    TCPRoute: 'close such connections',
  },
  mirror: {
    HTTPRoute: 'send it no copies',
    GRPCRoute: 'do not know the route',
    TLSRoute: '',
    TCPRoute: '',
  },
} as const;

/** References to Services of other namespaces that are written here, where nothing lets the route. */
function* ungranted(mesh: Mesh, kind: Kind, { namespace, spec }: Written<ApiRoute>) {
  const refs = (spec.rules ?? []).flatMap(({ backendRefs = [], filters = [] }) => [
    ...backendRefs.map((one) => ({ one, as: 'backend' as const })),
    ...filters.flatMap(({ requestMirror: to }) => (to ? [{ one: to.backendRef, as: 'mirror' as const }] : [])),
  ]);
  for (const { one, as } of refs) {
    const full = `${one.namespace ?? namespace}/${one.name}`;
    if ((one.kind ?? 'Service') !== 'Service' || !exists(mesh, 'Service', full)) continue;
    if (!isGranted(mesh, kind, namespace, one)) yield { at: [one], service: full, effect: EFFECTS[as][kind] };
  }
}

/** Inside the mesh istiod asks for no grant; a route that is for services alone needs none. Source: istio pilot/pkg/config/kube/gateway/conversion.go, buildDestination. */
export const backendGranted: Rule = {
  name: 'backend-granted',
  codes: ['MESH897'],
  severity: 'error',
  about: 'at gateways, a route of the Gateway API sends to Services of other namespaces by their ReferenceGrant',
  reads: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'ReferenceGrant', 'Service'],
  find: (mesh) =>
    KINDS.flatMap((kind) =>
      (mesh[kind] as readonly Written<ApiRoute>[])
        .filter(({ spec }) => (spec.parentRefs ?? []).some(({ kind: parent = 'Gateway' }) => parent === 'Gateway'))
        .flatMap((route): readonly Finding[] => {
          const [first] = ungranted(mesh, kind, route);
          if (first === undefined) return [];
          const { at, service, effect } = first;
          const problem = TRAFFIC.ungranted(service, kind, route.namespace, effect);
          return [{ place: route.place, at, problem, sought: [inNamespaceOf(service)] }];
        }),
    ),
};
