import type { StringMap } from '../../kit/formats/labels';
import type { Mesh } from '../../model/mesh';
import { effectiveRules } from '../../model/routes/delegation';
import { fullName, type HttpRule, isForEntry } from '../../model/routes/routes';
import { routeIn } from '../../simulator/routes/route';
import type { Entry } from '../handles';
import { arrows, type Edge } from './arrows';
import { doorsOf, idOf, PASSED_BY_SNI, serversAt } from './nodes';

/** A request that a match takes, as far as one can be guessed from it. */
const sample = ({ match = [] }: HttpRule) => {
  const { uri, method, headers = {} } = match[0] ?? {};
  const text = (one: { readonly exact?: string | undefined; readonly prefix?: string | undefined } | undefined) =>
    one?.exact ?? one?.prefix;
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    text(value) === undefined ? [] : [[name, text(value) ?? '']],
  );
  const made = method === undefined ? undefined : text(method);
  return {
    path: text(uri) ?? '/',
    headers: Object.fromEntries(sent) as StringMap,
    ...(made !== undefined && { method: made }),
  };
};

/** What a match of the Gateway API says of a path; one of gRPC says nothing. */
interface HttpMatch {
  readonly path?: { readonly value?: string | undefined } | undefined;
  readonly headers?: unknown;
}

/** Requests that the routes at an entry speak of: hosts, and one for each rule. */
function askedAt(
  mesh: Mesh,
  { name, isApi }: Entry,
): readonly {
  readonly host: string;
  readonly path: string;
  readonly route: string;
  readonly headers?: StringMap;
  readonly method?: string;
}[] {
  if (isApi)
    return [...mesh.HTTPRoute, ...mesh.GRPCRoute].flatMap((route) =>
      (route.spec.parentRefs ?? []).some((parent) => `${parent.namespace ?? route.namespace}/${parent.name}` === name)
        ? (route.spec.hostnames ?? ['example.com']).flatMap((host) =>
            (route.spec.rules ?? [{}]).flatMap((rule) => {
              const paths = ('matches' in rule ? (rule.matches ?? []) : []).map(
                ({ path }: HttpMatch) => path?.value ?? '/',
              );
              return (paths.length === 0 ? ['/'] : paths.slice(0, 1)).map((path) => ({
                host: plain(host),
                path,
                route: `${route.object.kind} ${route.namespace}/${route.name}`,
              }));
            }),
          )
        : [],
    );
  return mesh.VirtualService.filter(({ spec, namespace }) =>
    (spec.gateways ?? []).some((one) => fullName(one, namespace) === name),
  ).flatMap((route) => {
    const hosts = (route.spec.hosts ?? []).map(plain);
    const rules = effectiveRules(mesh, route).filter(({ rule }) => isForEntry(rule, name, route.namespace));
    const key = `VirtualService ${route.namespace}/${route.name}`;
    return hosts
      .slice(0, 3)
      .flatMap((host) =>
        rules.length === 0
          ? [{ host, path: '/', route: key }]
          : rules.map(({ rule }) => ({ host, route: key, ...sample(rule) })),
      );
  });
}

/** A name that a wildcard takes. */
const plain = (host: string): string => (host === '*' ? 'example.com' : host.replace(/^\*/, 'any'));

/** What enters by gateways: clients of each, and where its routes lead. */
export function entering(mesh: Mesh, cluster: string): readonly Edge[] {
  return [...doorsOf(mesh)].flatMap(([at, entries]) => {
    const id = idOf(cluster, 'gateway', at);
    return entries.flatMap((entry) => {
      const servers = serversAt(mesh, entry);
      const routes = askedAt(mesh, entry).flatMap(({ route, ...asked }) =>
        [...new Set(servers.filter(({ tls }) => tls !== 'redirects to HTTPS').map(({ port }) => port))].flatMap(
          (port) => {
            const protocol = servers.some((one) => one.port === port && /^(TCP|TLS)$/i.test(one.protocol))
              ? { protocol: 'tls' as const }
              : {};
            const outcome = routeIn(mesh, { ...asked, ...protocol, gateway: entry.listeners, port });
            return arrows(mesh, cluster, { id, callers: [entry.pods], kind: 'route' }, outcome, [route]);
          },
        ),
      );
      // What other clusters send passes on as it is.
      const isEntered = servers.length > 0 && !servers.every(({ tls }) => tls === PASSED_BY_SNI);
      return [...(isEntered ? [clients(cluster, id, entry, servers)] : []), ...routes];
    });
  });
}

function clients(cluster: string, to: string, { name }: Entry, servers: ReturnType<typeof serversAt>): Edge {
  const secured = servers.every(({ tls, protocol }) => tls !== '' || /^(TLS|HTTPS)$/i.test(protocol));
  return {
    from: idOf(cluster, 'clients', 'clients'),
    to,
    kind: 'entry',
    hold: secured ? 'tls' : 'plain',
    by: servers.map(({ port, protocol, tls }) => `${protocol} ${port}${tls === '' ? '' : ` (${tls})`}`).join(', '),
    shares: [],
    effects: [],
    objects: [`Gateway ${name}`],
  };
}
