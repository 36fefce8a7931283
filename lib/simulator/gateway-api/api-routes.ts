import { grouped } from '../../kit/grouped';
import { hostHolds } from '../../model/hosts/holding';
import type { Mesh } from '../../model/mesh';
import { isGranted } from '../../model/routes/grants';
import { before, matchOf, matchOfGrpc } from '../../model/routes/precedence';
import type { HttpRule, Match } from '../../model/routes/routes';
import type { Routing, Rule } from '../routes/routing';
import { action, destination, grpcAction, type Leading, type Reference } from './api-rules';
import { attachments, isAfterWhole } from './attachments';

/** The Gateway API's routes in the form that istiod gives them: a route for each gateway or service, and host. Source: istio pilot/pkg/config/kube/gateway. */

/** An HTTPRoute or a GRPCRoute, which istiod merges. */
interface HttpRoute {
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
  readonly name: string;
  readonly namespace: string;
  readonly spec: Pick<Mesh['HTTPRoute'][number]['spec'], 'parentRefs' | 'hostnames'>;
  readonly rules: readonly { readonly matches: readonly Match[]; readonly rule: HttpRule }[];
}

/** Only gateways need leave to send to other namespaces. */
function leading(mesh: Mesh, kind: string, namespace: string, atGateway: boolean): Leading {
  const mayAsk: Leading['mayAsk'] = (backend) => !atGateway || isGranted(mesh, kind, namespace, backend);
  // istiod looks for a host in the route's own namespace; requests go to others all the same, but no copies.
  const isKnown = ({ kind: of, name }: Reference) =>
    of !== 'Hostname' || mesh.ServiceEntry.some((one) => one.namespace === namespace && one.spec.hosts.includes(name));
  return { namespace, mayAsk, mayCopy: (backend) => mayAsk(backend) && isKnown(backend) };
}

/** istiod gives up a GRPCRoute with a mirror that may not be asked, and of an HTTPRoute leaves the mirror out. */
const isGivenUp = ({ rules = [] }: Mesh['GRPCRoute'][number]['spec'], { mayCopy }: Leading): boolean =>
  rules.some(({ filters = [] }) => filters.some(({ requestMirror: to }) => to && !mayCopy(to.backendRef)));

/** The routes, as they are for gateways or in the mesh. */
const httpRoutes = (mesh: Mesh, atGateway: boolean): readonly HttpRoute[] => [
  ...mesh.HTTPRoute.map(({ name, namespace, spec }) => {
    const kind = 'HTTPRoute' as const;
    const to = leading(mesh, kind, namespace, atGateway);
    const rules = (spec.rules ?? []).map((rule) => ({
      matches: (rule.matches ?? [{}]).map(matchOf),
      rule: action(rule, to),
    }));
    return { kind, name, namespace, spec, rules };
  }),
  ...mesh.GRPCRoute.flatMap(({ name, namespace, spec }) => {
    const kind = 'GRPCRoute' as const;
    const to = leading(mesh, kind, namespace, atGateway);
    if (isGivenUp(spec, to)) return [];
    const rules = (spec.rules ?? []).map((rule) => ({
      matches: (rule.matches ?? []).map(matchOfGrpc),
      rule: grpcAction(rule, to),
    }));
    return [{ kind, name, namespace, spec, rules }];
  }),
];

/**
 * The rules of a route, a rule for each match. `isSorted`: istiod has put them in order before it gives those without a match one for the
 * port, which then are no longer the last.
 */
function rulesOf(
  { kind, name, namespace, rules }: HttpRoute,
  port: number | undefined,
  isSorted: boolean,
): readonly Rule[] {
  const each = rules.flatMap(({ matches, rule }, i) => {
    const by = `${kind} ${namespace}/${name} rules[${i}]`;
    const own: readonly (Match | undefined)[] = matches.length > 0 ? matches : [undefined];
    return own.map((match) => ({ by, match, rule }));
  });
  const ordered = isSorted ? [...each].sort((a, b) => before(a.match, b.match)) : each;
  return ordered.map(({ by, match, rule }) => {
    const own = port === undefined ? match : { ...match, port };
    return { by, namespace, rule: own === undefined ? rule : { ...rule, match: [own] } };
  });
}

/** Routes of one place and host count as one, the older first, their rules by precedence. */
function ofHttp(mesh: Mesh): readonly Routing[] {
  const all = [true, false].flatMap((atGateway) =>
    httpRoutes(mesh, atGateway).map((route) => ({
      route,
      places: attachments(mesh, route).filter(({ gateway }) => (gateway !== 'mesh') === atGateway),
    })),
  );
  const parts = all.flatMap(({ route, places }) =>
    places.flatMap(({ gateway, hosts, port, parent }) =>
      hosts.map((host) => ({
        key: [
          gateway === 'mesh' ? route.namespace : gateway,
          ...(gateway === 'mesh' && port !== undefined ? [port] : []),
          host,
        ].join('~'),
        gateway,
        host,
        route,
        rules: rulesOf(route, gateway === 'mesh' ? port : undefined, isAfterWhole(places, parent)),
      })),
    ),
  );
  return [...grouped(parts, ({ key }) => key)].flatMap(([name, group]) => {
    const sorted = [...group].sort((a, b) => (order(a.route) < order(b.route) ? -1 : 1));
    const [first] = sorted;
    if (first === undefined) return [];
    const http = sorted.flatMap(({ rules }) => rules).sort((a, b) => before(a.rule.match?.[0], b.rule.match?.[0]));
    const { kind, name: own, namespace } = first.route;
    const by = `${kind} ${namespace}/${own}`;
    return [
      {
        ...EMPTY,
        name: name.replaceAll('/', '~'),
        namespace,
        by,
        hosts: [first.host],
        gateways: [first.gateway],
        http,
      },
    ];
  });
}

/** istiod compares the names of what it makes of them, in which this letter follows that of the route. */
const order = ({ namespace, name }: HttpRoute): string => `${namespace}\0${name}~`;
const EMPTY = { exportTo: ['*'], isApi: true, http: [], tls: [], tcp: [] } as const;

interface ConnectionRoute {
  readonly name: string;
  readonly namespace: string;
  readonly spec: Mesh['TLSRoute'][number]['spec'] | Mesh['TCPRoute'][number]['spec'];
}

/** Of two names the one that the other holds. */
const narrower = (a: string, b: string): readonly string[] => (hostHolds(b, a) ? [a] : hostHolds(a, b) ? [b] : []);

/** A route for each place, of TLS also for each host; hosts and SNIs are cut to the listener's. */
function ofConnections(mesh: Mesh, kind: 'TLSRoute' | 'TCPRoute'): readonly Routing[] {
  return (mesh[kind] as readonly ConnectionRoute[]).flatMap(({ name, namespace, spec }) => {
    const hostnames = 'hostnames' in spec ? (spec as { hostnames?: readonly string[] }).hostnames : undefined;
    const by = `${kind} ${namespace}/${name}`;
    const made = <M extends object>(match: M, gateway: string) => {
      const { mayAsk } = leading(mesh, kind, namespace, gateway !== 'mesh');
      return (spec.rules ?? []).map((rule, i) => ({
        by: `${by} rules[${i}]`,
        namespace,
        rule: {
          ...match,
          route: (rule.backendRefs ?? []).map((one) => ({
            ...(mayAsk(one) && { destination: destination(one, namespace) }),
            weight: one.weight ?? 1,
          })) as NonNullable<Routing['tcp'][number]['rule']['route']>,
        },
      }));
    };
    return attachments(mesh, { namespace, spec: { parentRefs: spec.parentRefs, hostnames }, kind })
      .flatMap(({ gateway, hosts, within = '*', port }): readonly Omit<Routing, 'name'>[] => {
        const one = { ...EMPTY, namespace, by, gateways: [gateway] };
        if (kind === 'TCPRoute') {
          const tcp = made(port ? { match: [{ port }] } : {}, gateway);
          return [{ ...one, hosts: gateway === 'mesh' ? hosts : ['*'], tcp }];
        }
        const cut = (hostnames ?? ['*']).flatMap((host) => narrower(host, within));
        const sniHosts = gateway === 'mesh' ? (hostnames ?? hosts) : cut;
        const tls = made({ match: [{ sniHosts, ...(port && { port }) }] }, gateway);
        return (gateway === 'mesh' ? hosts : cut).map((host) => ({ ...one, hosts: [host], tls }));
      })
      .map((one, i): Routing => ({ ...one, name: `${name}~${kind === 'TLSRoute' ? 'tls' : 'tcp'}~${i}` }));
  });
}

export const apiRoutings = (mesh: Mesh): readonly Routing[] => [
  ...ofHttp(mesh),
  ...ofConnections(mesh, 'TLSRoute'),
  ...ofConnections(mesh, 'TCPRoute'),
];
