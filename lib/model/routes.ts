import type { Fact, MeshFacts, ServiceFacts, SpecsByKind } from './facts';

/** A host by its first three labels, so that every way to spell a Service is one: `reviews`, `reviews.ns.svc.cluster.local`. */
export function hostKey(host: string, namespace: string): string {
  if (host === '*') return host;
  if (!host.includes('.')) return `${host}.${namespace}.svc`;
  return /^[^.]+\.[^.]+\.svc(?=\.|$)/.exec(host)?.[0] ?? host;
}

export const servicesByHost = (facts: MeshFacts): ReadonlyMap<string, Fact<ServiceFacts>> =>
  new Map(facts.Service.map((service) => [`${service.name}.${service.namespace}.svc`, service]));

export const entriesByHost = (facts: MeshFacts): ReadonlyMap<string, Fact<SpecsByKind['ServiceEntry']>> =>
  new Map(facts.ServiceEntry.flatMap((entry) => entry.spec.hosts.map((host) => [host, entry] as const)));

/** `all` holds every label of `some`. */
export const holds = (all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean =>
  Object.entries(some).every(([key, value]) => all[key] === value);

export type HttpRule = NonNullable<SpecsByKind['VirtualService']['http']>[number];
export type Match = NonNullable<HttpRule['match']>[number];

/** What a rule of a VirtualService is called in a message. */
export const ruleName = (kind: string, i: number, name?: string): string => name ?? `${kind}[${i}]`;

/** A gateway as a route of `namespace` names it, with its namespace. */
export const fullName = (gateway: string, namespace: string): string =>
  gateway === 'mesh' || gateway.includes('/') ? gateway : `${namespace}/${gateway}`;

/** Gateways that a VirtualService is bound to, as `namespace/name`; `mesh` for every sidecar. */
export const gatewaysOf = ({ spec, namespace }: Fact<SpecsByKind['VirtualService']>): readonly string[] =>
  (spec.gateways ?? ['mesh']).map((name) => fullName(name, namespace));

interface Placed {
  readonly match?: readonly { readonly gateways?: readonly string[] | undefined }[] | undefined;
}

/** A rule of a route of `namespace` counts at an entry of it, `<namespace>/<gateway>` or `mesh`: its matches may name fewer. */
export const isForEntry = ({ match = [] }: Placed, entry: string, namespace: string): boolean =>
  match.length === 0 ||
  match.some(
    ({ gateways = [] }) => gateways.length === 0 || gateways.some((name) => fullName(name, namespace) === entry),
  );

/** A host of a server or a route that holds another: `*.example.com` holds `a.example.com`. */
export function hostHolds(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1));
}

/** The protocol layer of a Service port, from its appProtocol or else its name; `undefined` where Istio would look at the bytes. */
export function layerOf(port: {
  readonly name?: string;
  readonly appProtocol?: string;
}): 'http' | 'tls' | 'tcp' | undefined {
  const said = port.appProtocol ?? port.name ?? '';
  if (/^kubernetes\.io\/(h2c|ws)$/.test(said)) return 'http';
  const word = said.startsWith('grpc-web') ? 'grpc' : said.split('-')[0];
  if (word === 'http' || word === 'http2' || word === 'grpc') return 'http';
  if (word === 'https' || word === 'tls' || said === 'kubernetes.io/wss') return 'tls';
  return word === 'tcp' || word === 'mongo' || word === 'mysql' || word === 'redis' ? 'tcp' : undefined;
}

/** The protocol layer of a ServiceEntry's port. */
export function entryLayer(protocol = 'TCP'): 'http' | 'tls' | 'tcp' {
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol)) return 'http';
  return protocol === 'HTTPS' || protocol === 'TLS' ? 'tls' : 'tcp';
}

/** Each target of a VirtualService with the rule that leads there. */
export function destinationsOf({ spec }: Fact<SpecsByKind['VirtualService']>) {
  const of = (kind: 'http' | 'tls' | 'tcp') =>
    (spec[kind] ?? []).flatMap((rule, i) =>
      (rule.route ?? []).flatMap(({ destination }) =>
        destination === undefined
          ? []
          : [{ kind, rule: ruleName(kind, i, 'name' in rule ? rule.name : undefined), destination }],
      ),
    );
  return [...of('http'), ...of('tls'), ...of('tcp')];
}
