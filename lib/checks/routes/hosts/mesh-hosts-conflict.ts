import { grouped } from '../../../kit/grouped';
import { hostHolds, isWild } from '../../../model/hosts/holding';
import { hostKey } from '../../../model/hosts/names';
import type { Mesh } from '../../../model/mesh';
import { address } from '../../../model/object';
import { gatewaysOf } from '../../../model/routes/routes';
import { exportedTo } from '../../../model/routes/visibility';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Rule } from '../../rule';

type Route = Mesh['VirtualService'][number];

/** A host of a route, and a namespace that sees it there; `*` for all. */
interface Seen {
  readonly route: Route;
  readonly host: string;
  readonly key: string;
  readonly by: string;
}

const seen = (route: Route): readonly Seen[] =>
  (route.spec.hosts ?? []).flatMap((host) =>
    exportedTo(route.spec.exportTo, route.namespace).map((by) => ({
      route,
      host,
      key: hostKey(host, route.namespace),
      by,
    })),
  );

/** Whoever sees the host in a namespace of his own sees those that are for all, too, by wider names as well. */
const isRival = (one: Seen, other: Seen): boolean =>
  other.by === one.by
    ? other.key === one.key
    : (other.by === '*' && hostHolds(other.key, one.key)) || (one.by === '*' && hostHolds(one.key, other.key));

export const meshHostsConflict: Rule = {
  name: 'mesh-hosts-conflict',
  codes: ['IST0109'],
  severity: 'error',
  about: 'inside the mesh, one VirtualService routes a host; Istio would use only one of two',
  reads: ['VirtualService', 'HTTPRoute', 'GRPCRoute'],
  find: (mesh) => {
    const all = mesh.VirtualService.filter((route) => gatewaysOf(route).includes('mesh')).flatMap(seen);
    const byKey = grouped(all, ({ key }) => key);
    const wild = all.filter(({ key }) => isWild(key));
    // Those that only some namespaces see may meet another by a wider name.
    const scoped = all.filter(({ by }) => by !== '*');
    const near = (one: Seen): readonly Seen[] => [
      ...(byKey.get(one.key) ?? []),
      ...(one.by === '*' ? (isWild(one.key) ? scoped : []) : wild),
    ];
    const order = new Map(mesh.VirtualService.map((route, i) => [route, i]));
    // Of two of one name, something else is said.
    const comesBefore = (a: Route, b: Route) => (order.get(a) ?? 0) < (order.get(b) ?? 0) && address(a) !== address(b);
    const said = new Set<Route>();
    // Of two that conflict, the later names the earlier.
    const ofIstio = all.flatMap((one) => {
      const other = said.has(one.route)
        ? undefined
        : near(one).find((candidate) => comesBefore(candidate.route, one.route) && isRival(one, candidate));
      if (other === undefined) return [];
      said.add(one.route);
      const problem = TRAFFIC.meshHostConflict(one.host, address(other.route));
      return [{ place: one.route.place, at: ['spec', 'hosts'], other: other.route.place, problem }];
    });
    // Routes of the Gateway API for one service are merged with each other, but not with a VirtualService.
    const ofGatewayApi = [...mesh.HTTPRoute, ...mesh.GRPCRoute].flatMap(({ place, namespace, spec }) =>
      (spec.parentRefs ?? []).flatMap((parent) => {
        const { kind, name, namespace: there = namespace } = parent;
        const others = kind === 'Service' ? (byKey.get(hostKey(name, there)) ?? []) : [];
        const other = others.find(({ by }) => by === '*');
        return other === undefined
          ? []
          : [{ place, at: [parent], problem: TRAFFIC.meshHostConflict(name, address(other.route)) }];
      }),
    );
    return [...ofIstio, ...ofGatewayApi];
  },
};
