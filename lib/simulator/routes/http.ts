import { commonHosts, hostHolds, isWild } from '../../model/hosts/holding';
import { hostOfKey, isMeant } from '../../model/hosts/names';
import { isFor } from '../../model/hosts/scoped';
import type { Mesh } from '../../model/mesh';
import { takesAll } from '../../model/routes/matches';
import type { Match } from '../../model/routes/routes';
import { outcome } from '../outcome';
import { type Outcome, type Resolved, unmatched } from '../request';
import { isDeclared, type Known, type View } from '../view';
import { type Place, placeMatches, requestMatches } from './istio-match';
import { matchesOf, type Routing, type Rule, routingsAt } from './routings';
import { exactness, type Server } from './servers';
import { isFirst, meetsOne, mostSpecificWild, namesOf, speaksHttp } from './wildcards';

interface Choice {
  readonly rule: Rule;
  readonly match: Match;
  readonly isApi: boolean;
  /** The first server that has the route ends TLS, or sends to where it is ended: Istio then takes https for the scheme. */
  readonly isTls: boolean;
}

/** A port may be asked for in a match of the Gateway API's default path, which takes all the same. */
const isLast = (match: Match): boolean => takesAll(match);

/** The rules of a route for one proxy, one by one; none counts after one that takes all. */
function choices(routing: Routing, request: Resolved, place: Place, isTls = false): readonly Choice[] {
  const all = routing.http.flatMap((rule) =>
    matchesOf(rule)
      .filter((match) => placeMatches(match, request, place, routing.namespace))
      .map((match) => ({ rule, match, isApi: routing.isApi, isTls })),
  );
  const last = all.findIndex(({ match }) => isLast(match));
  return last < 0 ? all : all.slice(0, last + 1);
}

function taken(all: readonly Choice[], by: string, request: Resolved, mesh: Mesh, view: View, port: number): Outcome {
  const found = all.find(({ match, isApi }) => requestMatches(match, request, isApi));
  if (found === undefined) return unmatched(by, request);
  return outcome(found.rule, found.match, request, { mesh, view, port, isApi: found.isApi, isTls: found.isTls });
}

const names = (key: string, { host, namespace }: Resolved): boolean => isMeant(key, host, namespace);

/** A route of the Gateway API is for callers of its own namespace, or by the service's owner for all. */
const isLet = ({ isApi, namespace }: Routing, known: Known | undefined, caller: string): boolean =>
  !isApi || namespace === caller || known?.namespace === namespace;

/**
 * What a sidecar makes of an HTTP request. Of the routes for a host only the first counts that has a rule for this caller and port;
 * where none has one, the service itself answers. Source: istio pilot/pkg/networking/core/httproute.go.
 */
export function meshHttp(mesh: Mesh, view: View, request: Resolved, port: number): Outcome {
  const place = { entry: 'mesh', port };
  const known = [...view.listened.values()].find(
    (one) => one.ports.some(({ number }) => number === port) && names(one.host, request),
  );
  const here = (host: string) => view.listened.get(host)?.ports.some(({ number }) => number === port) ?? false;
  // On ports other than 80, routes count that are for a service which has the port.
  const counting = view.routings.filter(
    ({ hosts, http }) =>
      http.length > 0 && (port === 80 || hosts.some((host) => here(host) || meetsOne(host, view, port))),
  );
  const tried = counting
    .filter((one) => isLet(one, known, request.namespace))
    .map((routing) => ({ routing, all: choices(routing, request, place) }))
    .filter(({ all }) => all.length > 0);
  const wild = mostSpecificWild(view, known);
  const first = tried.find(({ routing }) =>
    routing.hosts.some((host) => {
      const { isApi } = routing;
      if (isWild(host))
        return (
          !isApi && known !== undefined && host === wild && isFirst(routing, host, view) && speaksHttp(known, port)
        );
      if (known !== undefined && host === known.host) return speaksHttp(known, port);
      if (known !== undefined) return false;
      if (!isDeclared(mesh, host)) return names(host, request);
      // A service that the caller's proxy does not know has its full name alone, and no route of the Gateway API.
      return (
        !isApi && request.host === hostOfKey(host) && [...view.listened.values()].some((one) => speaksHttp(one, port))
      );
    }),
  );
  if (first !== undefined) return taken(first.all, first.routing.by, request, mesh, view, port);
  if (known !== undefined && speaksHttp(known, port)) return service(known, request, port);
  // A wildcard of the Gateway API, which a ServiceEntry may have, is of no service, and counts for nobody.
  const [widest] = tried
    .filter(({ routing }) => !routing.isApi)
    .flatMap((one) =>
      one.routing.hosts
        .filter(isWild)
        .flatMap((host) => namesOf(one.routing, host, view, port))
        .map((host) => ({ ...one, host }))
        .filter(({ host }) => hostHolds(host, request.host)),
    )
    .sort((a, b) => b.host.length - a.host.length);
  if (widest !== undefined) return taken(widest.all, widest.routing.by, request, mesh, view, port);
  const declared = [...view.listened.values()]
    .filter((one) => isWild(one.host) && hostHolds(one.host, request.host) && speaksHttp(one, port))
    .sort((a, b) => b.host.length - a.host.length)[0];
  if (declared !== undefined) return service(declared, request, port);
  return beyond(view, request, port);
}

/** Without a route, a request goes to any pod of the service that it names. */
const service = ({ host }: Known, request: Resolved, port: number): Outcome => ({
  by: `Service ${host}`,
  targets: [{ host, port, share: 100 }],
  mirrors: [],
  path: request.path,
  host: request.authority,
});

/** What nobody declared is asked where the caller found it, unless a Sidecar forbids that. */
export const beyond = (view: View, request: Resolved, port: number, status = 502): Outcome =>
  view.allowsAny
    ? service({ host: request.host, namespace: '', ports: [], pods: undefined, hasAddress: false }, request, port)
    : unmatched('Sidecar', request, status);

/** Hosts that a route and a server have in common. */
function common(server: Server, { hosts, namespace }: Routing): readonly string[] {
  const own = server.hosts.filter((one) => isFor(one, namespace)).map(({ host }) => host.toLowerCase());
  return commonHosts(own, hosts);
}

/** What a gateway answers for a host on one port: routes of all of its servers there, each host's put together. */
interface Table {
  readonly all: Choice[];
  by: string;
  redirects: boolean;
}

/**
 * What a gateway's servers of one port make of an HTTP request: hosts of routes are cut to those of the servers, then those of one
 * host are put together, what takes all last. Source: istio pilot/pkg/networking/core/gateway.go, buildGatewayHTTPRouteConfig.
 */
export function gatewayHttp(
  mesh: Mesh,
  view: View,
  request: Resolved,
  servers: readonly Server[],
  label: string,
): Outcome {
  const tables = new Map<string, Table>();
  const table = (host: string, by: string): Table => {
    const known = tables.get(host);
    if (known !== undefined) return known;
    const made = { all: [], by, redirects: false };
    tables.set(host, made);
    return made;
  };
  const [{ port } = { port: 80 }] = servers;
  const firsts = new Map<string, Server>();
  for (const server of servers) {
    for (const routing of routingsAt(mesh, server.gateway, request.namespace)) {
      const hosts = new Set(common(server, routing));
      if (hosts.size === 0) continue;
      // Istio makes the rules of a route once for a gateway, for the first of its servers that has the route.
      const key = `${server.gateway} ${routing.namespace}/${routing.name}`;
      const first = firsts.get(key) ?? server;
      firsts.set(key, first);
      // Tables of hosts that were not asked for decide nothing here.
      const asked = [...hosts].filter((host) => exactness(host, request.host) >= 0);
      if (asked.length === 0) continue;
      const place = { entry: server.gateway.replace(/#.*/, ''), port: first.port };
      const all = choices(routing, request, place, first.kind !== 'http' || first.httpsRedirect);
      if (all.length === 0) continue;
      for (const host of asked) {
        const one = table(host, routing.by);
        one.all.push(...all);
        one.redirects ||= server.httpsRedirect;
      }
    }
    // A host that is for routes of one namespace redirects only where one of them is.
    if (server.httpsRedirect)
      for (const { host, from } of server.hosts) if (from === '*') table(host.toLowerCase(), label).redirects = true;
  }
  const [best] = [...tables.keys()]
    .filter((host) => exactness(host, request.host) >= 0)
    .sort((a, b) => exactness(b, request.host) - exactness(a, request.host));
  const found = best === undefined ? undefined : tables.get(best);
  if (found === undefined) return unmatched(label, request);
  if (found.redirects && request.scheme === 'http') {
    const location = `https://${request.authority}${request.path}${request.search}`;
    return { ...unmatched(label, request, 301), location };
  }
  const ordered = [
    ...found.all.filter(({ match }) => !isLast(match)),
    ...found.all.filter(({ match }) => isLast(match)),
  ];
  return taken(ordered, found.by, request, mesh, view, port);
}
