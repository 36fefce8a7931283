import { holdsKey, hostHolds, hostsMeet, isWild } from '../../model/hosts/holding';
import { isMeant } from '../../model/hosts/names';
import { isFor } from '../../model/hosts/scoped';
import type { Mesh } from '../../model/mesh';
import { shares } from '../outcome';
import { type Outcome, type Resolved, unmatched } from '../request';
import type { Known, View } from '../view';
import { beyond } from './http';
import { connectionMatches, type Place } from './istio-match';
import { type Routing, routingsAt } from './routings';
import { exactness, type Server } from './servers';

type Rules = Routing['tls'] | Routing['tcp'];

function reached(
  mesh: Mesh,
  view: View,
  request: Resolved,
  port: number,
  { rule, by, namespace }: Rules[number],
): Outcome {
  const targets = shares(rule.route, namespace, { mesh, view, port, isApi: false, isTls: false });
  const { path, authority } = request;
  if (targets.length === 0) return unmatched(by, request, 503);
  return { by, targets, mirrors: [], path, host: authority };
}

/** The chain of the most specific name decides, of equals the first. */
function bySni<T extends { readonly sni: readonly string[] }>(all: readonly T[], sni: string): T | undefined {
  const fits = all.map((one) => ({ one, best: Math.max(-1, ...one.sni.map((host) => exactness(host, sni))) }));
  return fits.filter(({ best }) => best >= 0).sort((a, b) => b.best - a.best)[0]?.one;
}

const tlsRules = (all: readonly Routing[], request: Resolved, place: Place) =>
  all.flatMap(({ tls, namespace }) =>
    tls.flatMap((one) =>
      (one.rule.match ?? [])
        .filter((match) => connectionMatches(match, request, place, namespace))
        .map((match) => ({ one, sni: match.sniHosts.map((host) => host.toLowerCase()) })),
    ),
  );

/** A match with a name that an earlier one of the port has, of whatever server, is left out with all of its names. Source: istio pilot/pkg/model/gateway.go, CheckDuplicates. */
function unrepeated<T extends { readonly sni: readonly string[] }>(all: readonly T[]): readonly T[] {
  const known = new Set<string>();
  return all.filter(({ sni }) => {
    if (sni.some((host) => known.has(host))) return false;
    for (const host of sni) known.add(host);
    return true;
  });
}

const tcpRule = (all: readonly Routing[], request: Resolved, place: Place): Rules[number] | undefined =>
  all
    .flatMap(({ tcp, namespace }) => tcp.map((one) => ({ one, namespace })))
    .find(
      ({ one: { rule }, namespace }) =>
        (rule.match ?? []).length === 0 ||
        rule.match?.some((match) => connectionMatches(match, request, place, namespace)),
    )?.one;

/** Whom a connection is for: a host of its own, or for TLS the narrowest wildcard. */
function addressed({ listened }: View, { host, namespace }: Resolved, port: number): Known | undefined {
  const there = [...listened.values()].filter(({ ports }) => ports.some(({ number }) => number === port));
  const wild = there
    .filter((one) => isWild(one.host) && hostHolds(one.host, host))
    .filter(({ ports }) => ports.some(({ number, layer }) => number === port && layer === 'tls'))
    .sort((a, b) => b.host.length - a.host.length);
  return there.find((one) => isMeant(one.host, host, namespace)) ?? wild[0];
}

/** What a sidecar makes of a connection: by the address of the service, and its name where TLS says it. */
export function meshConnection(mesh: Mesh, view: View, request: Resolved, port: number): Outcome {
  const known = addressed(view, request, port);
  if (known === undefined) return beyond(view, request, port, 404);
  const layer = known.ports.find(({ number }) => number === port)?.layer;
  const place = { entry: 'mesh', port };
  const routings = view.routings.filter(({ hosts }) =>
    hosts.some((host) => holdsKey(host, known.host) || hostHolds(known.host, host)),
  );
  const whole: Outcome = {
    by: `Service ${known.host}`,
    targets: [{ host: known.host, port, share: 100 }],
    mirrors: [],
    path: request.path,
    host: request.authority,
  };
  // Of a port of TLS only TLS rules count, of all others only those of TCP.
  if (layer !== 'tls') {
    const rule = tcpRule(routings, request, place);
    return rule === undefined ? whole : reached(mesh, view, request, port, rule);
  }
  const rules = tlsRules(routings, request, place);
  if (rules.length === 0) return whole;
  const rule = bySni(rules, request.host);
  return rule === undefined ? beyond(view, request, port, 404) : reached(mesh, view, request, port, rule.one);
}

/** A route for one of the hosts of a server. */
const isServed = (server: Server, { hosts, namespace }: Routing): boolean =>
  server.hosts.some((one) => isFor(one, namespace) && hosts.some((own) => hostsMeet(one.host, own)));

/** What a server ends or takes in, by the names in TLS. */
interface Chain {
  /** None where the server speaks HTTP behind TLS. */
  readonly one: Rules[number] | undefined;
  readonly sni: readonly string[];
  readonly server: Server;
}

function chains(mesh: Mesh, request: Resolved, server: Server): readonly Chain[] {
  const place = { entry: server.gateway.replace(/#.*/, ''), port: server.port };
  const routings = routingsAt(mesh, server.gateway, request.namespace).filter((one) => isServed(server, one));
  if (server.kind === 'passthrough') return tlsRules(routings, request, place).map((one) => ({ ...one, server }));
  const sni = server.hosts.map(({ host }) => host);
  if (server.kind === 'https') return [{ one: undefined, sni, server }];
  const rule =
    tcpRule(routings, request, place) ??
    (server.kind === 'tls'
      ? tlsRules(
          routings.filter(({ isApi }) => isApi),
          request,
          place,
        )[0]?.one
      : undefined);
  return rule === undefined ? [] : [{ one: rule, sni, server }];
}

/** The server of a port that TLS for a name leads to, and the rule where it is no HTTPS. */
export function chainFor(mesh: Mesh, request: Resolved, servers: readonly Server[]): Chain | undefined {
  const all = servers.flatMap((server) => chains(mesh, request, server));
  const passed = new Set(unrepeated(all.filter(({ server }) => server.kind === 'passthrough')));
  return bySni(
    all.filter((one) => one.server.kind !== 'passthrough' || passed.has(one)),
    request.host,
  );
}

/** What a gateway makes of a connection. */
export function gatewayConnection(
  mesh: Mesh,
  view: View,
  request: Resolved,
  servers: readonly Server[],
  label: string,
): Outcome {
  const [first] = servers;
  const chain = first?.kind === 'tcp' ? chains(mesh, request, first)[0] : chainFor(mesh, request, servers);
  if (chain?.one === undefined) return unmatched(label, request);
  return reached(mesh, view, request, chain.server.port, chain.one);
}
