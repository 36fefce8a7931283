import type { Port } from './kinds';

/** What routes can act on: HTTP fields, SNI, or only addresses. */
export type Layer = 'http' | 'tls' | 'tcp' | 'udp';

/**
 * Protocols that a Service port may speak. `name` begins the port's name and `app` is its appProtocol; Istio reads either.
 * `layer` says which routes can act on it: HTTP fields, or only SNI and addresses. Source: istio pkg/config/kube/conversion.go.
 */
export const PROTOCOLS = {
  HTTP: { name: 'http', app: 'http', layer: 'http' },
  HTTP2: { name: 'http2', app: 'kubernetes.io/h2c', layer: 'http' },
  GRPC: { name: 'grpc', app: 'grpc', layer: 'http' },
  'GRPC-WEB': { name: 'grpc-web', app: 'grpc-web', layer: 'http' },
  WebSocket: { name: 'http', app: 'kubernetes.io/ws', layer: 'http' },
  HTTPS: { name: 'https', app: 'https', layer: 'tls' },
  TLS: { name: 'tls', app: 'tls', layer: 'tls' },
  TCP: { name: 'tcp', app: 'tcp', layer: 'tcp' },
  Mongo: { name: 'mongo', app: 'mongo', layer: 'tcp' },
  MySQL: { name: 'mysql', app: 'mysql', layer: 'tcp' },
  Redis: { name: 'redis', app: 'redis', layer: 'tcp' },
} as const;
export type Protocol = keyof typeof PROTOCOLS;

/** Protocols by the words that Istio knows, in lower case. Source: istio pkg/config/protocol/instance.go. */
const LAYERS: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ...Object.values(PROTOCOLS).map(({ name, layer }) => [name, layer] as const),
  ['http_proxy', 'http'],
  ['udp', 'udp'],
]);

const IN_ORDER = Object.keys(PROTOCOLS) as readonly Protocol[];

/** An appProtocol as Kubernetes spells it, which no port's name can be. */
const standard = (app: string): Protocol | undefined =>
  app === 'kubernetes.io/wss' ? 'HTTPS' : IN_ORDER.find((one) => app.includes('/') && PROTOCOLS[one].app === app);

/** SMTP, DNS, MySQL and MongoDB, whose servers speak first: the proxy does not wait for bytes to look at. */
const SPEAK_FIRST = [25, 53, 3306, 27017];

/** The word by which a port says what it speaks: its appProtocol or else its name, each up to a hyphen and in whatever case. */
function wordOf({ name = '', appProtocol }: Port): string {
  const said = (appProtocol ?? name).toLowerCase();
  return said.startsWith('grpc-web') ? 'grpc-web' : (said.split('-')[0] ?? '');
}

/** What a Service's port says that it speaks, in the words of our own Services. Source: istio pkg/config/kube/conversion.go, ConvertProtocol. */
export const protocolOf = (port: Port): Protocol | undefined =>
  port.protocol === 'UDP'
    ? undefined
    : (standard(port.appProtocol ?? '') ?? IN_ORDER.find((one) => PROTOCOLS[one].name === wordOf(port)));

/** What a Service's port speaks; `undefined` where the proxy finds out by the bytes. */
export function layerOf(port: Port): Layer | undefined {
  if (port.protocol === 'UDP') return 'udp';
  const said = standard(port.appProtocol ?? '');
  if (said !== undefined) return PROTOCOLS[said].layer;
  return LAYERS.get(wordOf(port)) ?? (SPEAK_FIRST.includes(port.port) ? 'tcp' : undefined);
}

/** It is one that Istio's resources may name for a port. */
export const isProtocol = (protocol: string): boolean => LAYERS.has(protocol.toLowerCase());

/** What a port of Istio's resources speaks, by its protocol. */
export const layerOfProtocol = (protocol = 'TCP'): Layer => LAYERS.get(protocol.toLowerCase()) ?? 'tcp';

/** Whether a Service's port speaks plain HTTP; `undefined` where the proxy finds out. */
export function isHttpPort(port: Port): boolean | undefined {
  const layer = layerOf(port);
  return layer === undefined ? undefined : layer === 'http';
}

/** A port that says by its appProtocol, its name or its transport what it speaks. */
export const isNamedByProtocol = (port: Port): boolean => layerOf(port) !== undefined;
