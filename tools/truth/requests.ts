import * as fc from 'fast-check';
import { Listeners } from '../../lib/mesh/edge/listeners';
import type { Source } from '../../lib/mesh/route/match';
import { http } from '../../lib/mesh/services/ports';
import type { Request } from '../../lib/simulator/request';
import { doorOf } from '../../lib/simulator/routes/servers';
import { aimed } from './aimed';
import type { Ask } from './lab';
import { fields, HEADERS, METHODS, ORIGINS, REQUEST_HOSTS, REQUEST_PATHS, rarely, VALUES } from './pools';
import { code, type Line, type Made, type Ref, target } from './program';
import { layerOf, OUTSIDE, OUTSIDE_ADDRESS, SERVICES } from './services';
import { type Claims, ISSUERS, SUBJECTS, token } from './tokens';

/** A request, or a connection, as plain data. */
export interface Asked {
  /** A version of a service, whose pod sends it. */
  readonly from?: Ref;
  /** Listeners by which it enters, in place of a sender. */
  readonly gateway?: string;
  /** Service whose address the sender connects to. */
  readonly service?: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of its token; none without one. */
  readonly claims?: Claims;
}

/** What a browser asks before it asks across origins. */
const preflight = fc.record({ origin: fc.constantFrom(...ORIGINS, 'https://x.example') }).map(({ origin }) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST' },
}));

const claims: fc.Arbitrary<Claims> = fields<Record<string, string | readonly string[] | undefined>>({
  iss: fc.constantFrom(...ISSUERS),
  sub: fc.constantFrom(...SUBJECTS),
  groups: rarely(fc.constantFrom<string | readonly string[]>('admin', ['dev', 'admin'], 'dev'), 1),
  'realm.role': rarely(fc.constantFrom('boss', 'clerk'), 1),
}) as fc.Arbitrary<Claims>;

/** A request, now and then with a token, or as a browser's preflight. */
const dressed = (request: fc.Arbitrary<Asked>): fc.Arbitrary<Asked> =>
  fc
    .record({ request, before: rarely(preflight, 9), claims: rarely(claims, 4) })
    .map(({ request: asked, before, claims: all }) =>
      asked.protocol === 'http' ? { ...asked, ...before, ...(all && { claims: all }) } : asked,
    );

const plain = {
  path: fc.constantFrom(...REQUEST_PATHS),
  method: fc.constantFrom('GET', 'GET', ...METHODS),
  headers: fc.dictionary(fc.constantFrom(...HEADERS), fc.constantFrom(...VALUES), { maxKeys: 2 }),
};

const FROM: readonly Ref[] = SERVICES.flatMap(({ name, versions }) =>
  versions.map((version) => ({ of: name, version })),
);

/** Hosts that are no service of every mesh. */
const BEYOND = [OUTSIDE, OUTSIDE, 'unknown.example.org', 'q.api.example.org', 'old.shop.svc.cluster.local'];

/** From one pod to a service, or a host outside. */
const inside: fc.Arbitrary<Asked> = fc
  .record({
    from: fc.constantFrom(...FROM),
    service: fc.constantFrom(...SERVICES, undefined),
    form: fc.constantFrom(0, 1, 2, 3),
    port: fc.nat(2),
    withPort: rarely(fc.constant(true), 6),
    beyond: fc.constantFrom(...BEYOND),
    ...plain,
  })
  .map(({ from, service, form, port: at, withPort, beyond, ...rest }) => {
    if (service === undefined) {
      const port = at === 1 ? 443 : 80;
      return { ...rest, from, host: beyond, port, protocol: port === 80 ? ('http' as const) : ('tls' as const) };
    }
    const { name, namespace, ports } = service;
    const asked = ports[at % ports.length] ?? http(80);
    const { port } = asked;
    const own = SERVICES.find((one) => one.name === from.of)?.namespace === namespace;
    const bare = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
    const host = bare[own ? form : Math.max(form, 1)] ?? name;
    const layer = layerOf(asked);
    const isFull = layer === 'tls' ? (bare[3] ?? host) : host;
    const full = withPort && layer === 'http' ? `${isFull}:${port}` : isFull;
    return { ...rest, from, service: `${namespace}/${name}`, host: full, port, protocol: layer };
  });

const entering = (fronts: readonly Line[]): fc.Arbitrary<Asked> =>
  fc
    .record({
      front: fc.constantFrom(...fronts),
      server: fc.nat(2),
      host: fc.constantFrom(...REQUEST_HOSTS),
      stray: rarely(fc.constant(true), 8),
      ...plain,
    })
    .map(({ front, server: i, host, stray, ...rest }) => {
      const { servers } = front.props as {
        readonly servers: readonly {
          readonly port: number;
          readonly protocol: string;
          readonly tls?: { readonly mode: string };
        }[];
      };
      const { port, protocol, tls } = servers[i % servers.length] ?? { port: 80, protocol: 'HTTP' };
      const kind = protocol === 'TCP' ? 'tcp' : tls?.mode === 'PASSTHROUGH' || protocol === 'TLS' ? 'tls' : 'http';
      const layer = port === 443 && stray ? 'tls' : kind;
      return {
        ...rest,
        gateway: front.name,
        host: layer === 'http' ? host : host.toLowerCase().replace(/:\d+$/, ''),
        port,
        protocol: layer,
      };
    });

/** Requests of a mesh: from its pods, and by its gateways; most of them such as a route is for. */
export function requests(lines: readonly Line[], count: number): fc.Arbitrary<readonly Asked[]> {
  const fronts = lines.filter(({ make }) => make === 'Listeners');
  const any = fronts.length === 0 ? inside : fc.oneof(inside, entering(fronts));
  const meant = aimed(lines);
  const one =
    meant.length === 0 ? any : fc.oneof({ weight: 3, arbitrary: fc.oneof(...meant) }, { weight: 2, arbitrary: any });
  return fc.array(dressed(one), { minLength: 1, maxLength: count, size: 'max' });
}

/** The question to the product. */
export function asRequest({ from, gateway, service: _, ...rest }: Asked, { named }: Made): Request {
  const listeners = gateway === undefined ? undefined : named.get(gateway);
  return {
    ...rest,
    ...(from && { from: target(from, named) as Source }),
    ...(listeners instanceof Listeners && { gateway: listeners }),
  };
}

/** The same question to the lab. */
export function asAsk(asked: Asked, { named }: Made): Ask {
  const { from, gateway, service, port, protocol, host, path, method, headers, claims: all } = asked;
  const bearer = all === undefined ? [] : [['authorization', `Bearer ${token(all)}`] as const];
  const http = { host, method, path, headers: [...Object.entries(headers), ...bearer] };
  const sni = host.toLowerCase().replace(/:\d+$/, '');
  const listeners = gateway === undefined ? undefined : named.get(gateway);
  if (listeners instanceof Listeners) {
    const pods = doorOf(listeners);
    const https = protocol === 'http' && port === 443;
    return {
      proxy: `${pods.namespace}/${pods.name}`,
      gateway: true,
      port,
      sni,
      ...http,
      protocol: https ? 'https' : protocol,
    };
  }
  const namespace = SERVICES.find(({ name }) => name === from?.of)?.namespace;
  return {
    proxy: `${namespace}/${from?.of}-${from?.version}`,
    to: service ?? (host === OUTSIDE ? OUTSIDE_ADDRESS : '203.0.113.10'),
    port,
    sni,
    ...http,
    protocol,
  };
}

/** The question as TypeScript. */
export function printedRequest({ from, gateway, service: _, ...rest }: Asked): string {
  const who = from === undefined ? {} : { from };
  return `route(chart, ${code({ ...rest, ...who, ...(gateway && { gateway: { of: gateway } }) })})`;
}
