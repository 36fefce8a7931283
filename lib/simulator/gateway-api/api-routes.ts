import { grouped } from '../../kit/grouped';
import { hostHolds, hostKey } from '../../model/hosts';
import type { Mesh, Written } from '../../model/mesh';
import { before } from '../../model/routes/precedence';
import type { Routing, Rule } from '../routes/routing';
import { type Listener, listenersOf } from './api-listeners';
import { action, destination, matchOf } from './api-rules';

/** The Gateway API's routes in the form that istiod gives them: a route for each gateway or service, and host. Source: istio pilot/pkg/config/kube/gateway. */

type HTTPRoute = Mesh['HTTPRoute'][number];

/** The rules of a route, a rule for each match. */
function rulesOf({ name, namespace, spec }: HTTPRoute, port: number | undefined) {
  return (spec.rules ?? []).flatMap((rule, i) =>
    (rule.matches ?? [{}]).map((match) => ({
      match,
      by: `HTTPRoute ${namespace}/${name} rules[${i}]`,
      namespace,
      rule: { ...action(rule, namespace), match: [matchOf(match, port)] },
    })),
  );
}

type Parent = NonNullable<HTTPRoute['spec']['parentRefs']>[number];
interface Attached {
  readonly gateway: string;
  readonly hosts: readonly string[];
  /** Name of the listener. */
  readonly within?: string;
  readonly port?: number | undefined;
}

/** Where a route is attached: listeners that let it, or a Service in the mesh. */
export function attachments(
  mesh: Mesh,
  {
    namespace,
    spec,
    kind,
  }: Pick<Written<unknown>, 'namespace'> & {
    readonly kind: string;
    readonly spec: {
      readonly parentRefs?: readonly Parent[] | undefined;
      readonly hostnames?: readonly string[] | undefined;
    };
  },
): readonly Attached[] {
  return (spec.parentRefs ?? []).flatMap((parent): readonly Attached[] => {
    const home = parent.namespace ?? namespace;
    if (parent.kind === 'Service') return [{ gateway: 'mesh', hosts: [hostKey(parent.name, home)], port: parent.port }];
    const hostnames = spec.hostnames ?? ['*'];
    return listenersOf(mesh, `${home}/${parent.name}`)
      .filter((one) => one.takes(parent, namespace, kind) && hostnames.some((host) => meet(one, host)))
      .map((one) => ({ gateway: one.id, within: one.hostname, hosts: hostnames.filter((host) => one.isolates(host)) }));
  });
}

const meet = ({ hostname }: Listener, host: string): boolean => hostHolds(hostname, host) || hostHolds(host, hostname);

/** Routes of one place and host count as one, the older first, their rules by precedence. */
function ofHttp(mesh: Mesh): readonly Routing[] {
  const parts = mesh.HTTPRoute.flatMap((route) =>
    attachments(mesh, { ...route, kind: 'HTTPRoute' }).flatMap(({ gateway, hosts, port }) =>
      hosts.map((host) => ({
        key: [
          gateway === 'mesh' ? route.namespace : gateway,
          ...(gateway === 'mesh' && port !== undefined ? [port] : []),
          host,
        ].join('~'),
        gateway,
        host,
        route,
        rules: rulesOf(route, gateway === 'mesh' ? port : undefined),
      })),
    ),
  );
  return [...grouped(parts, ({ key }) => key)].flatMap(([name, group]) => {
    const sorted = [...group].sort((a, b) => (order(a.route) < order(b.route) ? -1 : 1));
    const [first] = sorted;
    if (first === undefined) return [];
    const http: readonly Rule[] = sorted
      .flatMap(({ rules }) => rules)
      .sort((a, b) => before(a.match, b.match))
      .map(({ match: _, ...rule }) => rule);
    const { namespace } = first.route;
    const by = `HTTPRoute ${namespace}/${first.route.name}`;
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

const order = ({ namespace, name }: HTTPRoute): string => `${namespace}\0${name}`;
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
    const made = <M extends object>(match: M) =>
      (spec.rules ?? []).map((rule, i) => ({
        by: `${by} rules[${i}]`,
        namespace,
        rule: {
          ...match,
          route: (rule.backendRefs ?? []).map((one) => ({
            destination: destination(one, namespace),
            weight: one.weight ?? 1,
          })),
        },
      }));
    return attachments(mesh, { namespace, spec: { parentRefs: spec.parentRefs, hostnames }, kind })
      .flatMap(({ gateway, hosts, within = '*', port }): readonly Omit<Routing, 'name'>[] => {
        const one = { ...EMPTY, namespace, by, gateways: [gateway] };
        if (kind === 'TCPRoute') {
          const tcp = made(port ? { match: [{ port }] } : {});
          return [{ ...one, hosts: gateway === 'mesh' ? hosts : ['*'], tcp }];
        }
        const cut = (hostnames ?? ['*']).flatMap((host) => narrower(host, within));
        const sniHosts = gateway === 'mesh' ? (hostnames ?? hosts) : cut;
        const tls = made({ match: [{ sniHosts, ...(port && { port }) }] });
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
