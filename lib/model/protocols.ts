import type { Port } from './kinds';

/** What routes can act on: HTTP fields, SNI, or only addresses. */
export type Layer = 'http' | 'tls' | 'tcp' | 'udp';

/** Protocols by the words that Istio knows, in lower case. Source: istio pkg/config/protocol/instance.go. */
const LAYERS: ReadonlyMap<string, Layer> = new Map([
  ...['http', 'http2', 'grpc', 'grpc-web', 'http_proxy'].map((word) => [word, 'http'] as const),
  ...['https', 'tls'].map((word) => [word, 'tls'] as const),
  ...['tcp', 'mongo', 'mysql', 'redis'].map((word) => [word, 'tcp'] as const),
  ['udp', 'udp'],
]);

/** appProtocol as Kubernetes spells it. */
const STANDARD: ReadonlyMap<string, Layer> = new Map([
  ['kubernetes.io/h2c', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'tls'],
]);

/** SMTP, DNS, MySQL and MongoDB, whose servers speak first: the proxy does not wait for bytes to look at. */
const SPEAK_FIRST = [25, 53, 3306, 27017];

/**
 * What a Service's port speaks: by its appProtocol or else its name, each up to a hyphen and in whatever case; `undefined` where the
 * proxy finds out by the bytes. Source: istio pkg/config/kube/conversion.go, ConvertProtocol.
 */
export function layerOf({ port, name = '', appProtocol, protocol }: Port): Layer | undefined {
  if (protocol === 'UDP') return 'udp';
  const standard = appProtocol === undefined ? undefined : STANDARD.get(appProtocol);
  if (standard !== undefined) return standard;
  const said = (appProtocol ?? name).toLowerCase();
  const word = said.startsWith('grpc-web') ? 'grpc-web' : (said.split('-')[0] ?? '');
  return LAYERS.get(word) ?? (SPEAK_FIRST.includes(port) ? 'tcp' : undefined);
}

/** What a port of a ServiceEntry speaks, by its protocol. */
export const layerOfProtocol = (protocol = 'TCP'): Layer => LAYERS.get(protocol.toLowerCase()) ?? 'tcp';

/** Whether a Service's port speaks plain HTTP; `undefined` where the proxy finds out. */
export function isHttpPort(port: Port): boolean | undefined {
  const layer = layerOf(port);
  return layer === undefined ? undefined : layer === 'http';
}

/** A port that says by its appProtocol, its name or its transport what it speaks. */
export const isNamedByProtocol = (port: Port): boolean => layerOf(port) !== undefined;
