import * as fc from 'fast-check';
import { METHODS, REQUEST_HOSTS, REQUEST_PATHS, VALUES } from './pools';
import type { Line, Ref } from './program';
import type { Asked } from './requests';
import { layerOf, OUTSIDE, SERVICES, type Service } from './services';

/** Requests that are likely to meet a rule: made after one of its matches, and changed a little now and then. */

type Text =
  | string
  | { readonly exact?: string; readonly prefix?: string; readonly regex?: string; readonly is?: string };
type Texts = Readonly<Record<string, Text>>;

/** What may be asked of a request, of either API, by whatever construct. */
interface Match {
  readonly path?: Text;
  readonly method?: string;
  readonly headers?: Texts;
  readonly query?: Texts;
  readonly from?: Ref;
  readonly sni?: readonly string[];
}

interface RouteProps {
  readonly service?: Ref;
  readonly gateways?: Ref;
  readonly hosts?: readonly string[];
  readonly http?: readonly { readonly match?: readonly Match[] }[];
  readonly tls?: readonly { readonly match?: Match }[];
  readonly tcp?: readonly object[];
}

/** The text of a header or a parameter that fits, mostly. */
function fitting(text: Text): fc.Arbitrary<string> {
  if (typeof text === 'string') return fc.constant(text);
  const { exact, prefix } = text;
  if (exact !== undefined) return fc.constant(exact);
  return prefix === undefined ? fc.constantFrom(...VALUES, '') : fc.constantFrom('', 'x').map((end) => prefix + end);
}

const path = (text: Text | undefined): fc.Arbitrary<string> => {
  const { exact, prefix } = typeof text === 'string' ? { exact: text, prefix: undefined } : (text ?? {});
  const own =
    exact !== undefined
      ? fc.constantFrom('', '/').map((end) => exact + end)
      : prefix === undefined
        ? fc.constantFrom(...REQUEST_PATHS)
        : fc.constantFrom('', '/', 'x', '/b', '/b/c').map((end) => prefix + end);
  return fc.oneof({ weight: 5, arbitrary: own }, { weight: 1, arbitrary: fc.constantFrom(...REQUEST_PATHS) });
};

/** Each of the fields with a text that fits, but for one that is left out now and then. */
const values = (fields: Texts = {}): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(fields)
          // A part of the request line is no header that a client may send.
          .filter(([name]) => !name.startsWith(':'))
          .map(([name, text]) => [
            name,
            fc.oneof({ weight: 6, arbitrary: fitting(text) }, { weight: 1, arbitrary: fc.constant(undefined) }),
          ]),
      ),
    )
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never);

const joined = (query: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

const http = (match: Match) =>
  fc
    .record({
      path: path(match.path),
      query: values(match.query),
      method: fc.oneof(
        { weight: 4, arbitrary: fc.constant(match.method ?? 'GET') },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      headers: values(match.headers),
    })
    .map(({ path: own, query, ...rest }) => ({ ...rest, path: own.includes('?') ? own : own + joined(query) }));

const SENDERS: readonly Ref[] = SERVICES.flatMap(({ name, versions }) =>
  versions.map((version) => ({ of: name, version })),
);

/** Pods that a match means, or others. */
const sender = ({ from }: Match): fc.Arbitrary<Ref> => {
  const meant = SENDERS.filter(({ of, version }) => of === from?.of && (from.version ?? version) === version);
  const any = fc.constantFrom(...SENDERS);
  return meant.length === 0 ? any : fc.oneof(fc.constantFrom(...meant), any);
};

/** From inside, to the service of a route. */
function inside(service: Service, match: Match): fc.Arbitrary<Asked> {
  const { name, namespace } = service;
  const host = `${name}.${namespace}.svc.cluster.local`;
  return fc
    .record({
      from: sender(match),
      port: fc.constantFrom(...service.ports),
      short: fc.constantFrom(host, `${name}.${namespace}`),
      request: http(match),
    })
    .map(({ from, port: asked, short, request }) => {
      const { port } = asked;
      const layer = layerOf(asked);
      return {
        ...request,
        from,
        service: `${namespace}/${name}`,
        host: layer === 'tls' ? host : short,
        port,
        protocol: layer,
      };
    });
}

interface Server {
  readonly port: number;
  readonly protocol: string;
  readonly hosts: readonly string[];
  readonly tls?: { readonly mode: string };
}

/** A name that a host of a route or server holds. */
const nameIn = (host: string): string => host.replace(/^.*\//, '').replace(/^\*$/, 'a.example.com').replace('*', 'c');

/** By a gateway, for a host of a route or of its servers. */
function entering(front: Line, hosts: readonly string[], match: Match): fc.Arbitrary<Asked> {
  const { servers } = front.props as { readonly servers: readonly Server[] };
  const named = [...hosts, ...servers.flatMap((server) => server.hosts), ...(match.sni ?? [])].map(nameIn);
  return fc
    .record({
      server: fc.constantFrom(...servers),
      host: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...named) },
        { weight: 1, arbitrary: fc.constantFrom(...REQUEST_HOSTS) },
      ),
      request: http(match),
    })
    .map(({ server: { port, protocol, tls }, host, request }) => {
      const isPassed = tls?.mode === 'PASSTHROUGH' || protocol === 'TLS';
      const layer = isPassed ? 'tls' : protocol === 'TCP' ? 'tcp' : 'http';
      const bare = layer === 'http' ? host : host.toLowerCase().replace(/:\d+$/, '');
      return { ...request, gateway: front.name, host: bare, port, protocol: layer };
    });
}

const serviceOf = (name: string | undefined): readonly Service[] => SERVICES.filter((one) => one.name === name);

function forRoute(line: Line, fronts: ReadonlyMap<string, Line>): readonly fc.Arbitrary<Asked>[] {
  const { service, gateways, hosts = [], http: rules = [], tls = [], tcp = [] } = line.props as RouteProps;
  const found = [...rules.flatMap(({ match = [{}] }) => match), ...tls.map(({ match = {} }) => match)];
  const matches = [...found, ...(tcp.length > 0 || found.length === 0 ? [{}] : [])];
  const front = gateways && fronts.get(gateways.of);
  return matches.flatMap((match) => [
    ...(front === undefined ? [] : [entering(front, hosts, match)]),
    ...serviceOf(service?.of).map((one) => inside(one, match)),
  ]);
}

/** To a host outside, by whatever address its caller found. */
const beyond: fc.Arbitrary<Asked> = fc
  .record({ from: fc.constantFrom(...SENDERS), request: http({}) })
  .map(({ from, request }) => ({ ...request, from, host: OUTSIDE, port: 80, protocol: 'http' }));

interface RawProps {
  readonly kind?: string;
  readonly spec?: {
    readonly parentRefs: readonly { readonly name: string; readonly kind?: string }[];
    readonly hostnames?: readonly string[];
  };
}

function forRawRoute({ props }: Line, fronts: ReadonlyMap<string, Line>): readonly fc.Arbitrary<Asked>[] {
  const { kind, spec } = props as RawProps;
  if (!/^(GRPC|HTTP)Route$/.test(kind ?? '') || spec === undefined) return [];
  return spec.parentRefs.flatMap(({ name, kind: of }) => {
    if (of === 'ServiceEntry') return [beyond];
    const front = fronts.get(name);
    return front === undefined
      ? serviceOf(name).map((one) => inside(one, {}))
      : [entering(front, spec.hostnames ?? [], {})];
  });
}

/** Requests for one of the routes; nothing where there is none. */
export function aimed(lines: readonly Line[]): readonly fc.Arbitrary<Asked>[] {
  const fronts = new Map(lines.filter(({ make }) => make === 'Listeners').map((line) => [line.name, line]));
  return lines.flatMap((line) =>
    line.make === 'Route' ? forRoute(line, fronts) : line.make === 'ApiObject' ? forRawRoute(line, fronts) : [],
  );
}
