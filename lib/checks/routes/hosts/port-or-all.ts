import { grouped } from '../../../kit/grouped';
import { hostKey } from '../../../model/hosts/names';
import type { Mesh, Written } from '../../../model/mesh';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Rule } from '../../rule';

type Route = Written<Pick<Mesh['HTTPRoute'][number]['spec'], 'parentRefs'>>;

/** A Service that a route is for, seen from the route's namespace: only routes of one namespace are merged. */
interface Parent {
  readonly parent: object;
  readonly route: Route;
  readonly by: string;
  readonly key: string;
  readonly service: string;
  readonly port: number | undefined;
}

const parentsOf = (kind: string, routes: readonly Route[]): readonly Parent[] =>
  routes.flatMap((route) =>
    (route.spec.parentRefs ?? [])
      .filter((one) => one.kind === 'Service')
      .map((parent) => {
        const { name, namespace: home = route.namespace, port } = parent;
        return {
          parent,
          route,
          by: `${kind} ${route.namespace}/${route.name}`,
          key: `${route.namespace} ${hostKey(name, home)}`,
          service: `${home}/${name}`,
          port,
        };
      }),
  );

/** istiod makes one route of those for a port, and another one of those for all ports, of which proxies take one. */
export const portOrAll: Rule = {
  name: 'port-or-all',
  codes: ['MESH895'],
  severity: 'error',
  about:
    'HTTPRoutes and GRPCRoutes of a namespace for one Service all name its ports, or none does; else one of them counts',
  reads: ['HTTPRoute', 'GRPCRoute'],
  find: (mesh) => {
    const all = [...parentsOf('HTTPRoute', mesh.HTTPRoute), ...parentsOf('GRPCRoute', mesh.GRPCRoute)];
    return [...grouped(all, ({ key }) => key).values()].flatMap((group) => {
      const whole = group.find(({ port }) => port === undefined);
      const single = group.find(({ port, route }) => port !== undefined && route !== whole?.route);
      if (whole === undefined || single === undefined) return [];
      const problem = TRAFFIC.portOrAll(whole.service, single.by);
      return [{ place: whole.route.place, at: [whole.parent], other: single.route.place, problem }];
    });
  },
};
