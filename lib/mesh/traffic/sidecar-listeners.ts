import type { SidecarSpec } from '../../../imports/networking.istio.io';
import type { Spec } from '../../kit/spec';
import { type Handshake, handshake } from '../edge/servers';
import { poolOf } from './istio';
import type { ConnectionPool } from './traffic-policy';

/** Protocols of a Sidecar's listener, as Istio spells them. */
export const LISTENER_PROTOCOLS = [
  ...(['HTTP', 'HTTP2', 'HTTPS', 'GRPC', 'GRPC-WEB'] as const),
  ...(['TCP', 'TLS', 'MONGO', 'MYSQL', 'REDIS'] as const),
] as const;

/** A port of a listener; of one for a Unix socket the number is 0. */
export interface ListenerPort {
  readonly number: number;
  readonly protocol: (typeof LISTENER_PROTOCOLS)[number];
  /** @default - the protocol in lower case, and the number */
  readonly name?: string;
}

/** How a listener gets its connections: taken from the pod's own (`IPTABLES`), or addressed by the application (`NONE`). */
export type CaptureMode = 'DEFAULT' | 'IPTABLES' | 'NONE';

/** TLS that a sidecar ends, with files of its own. Source: istio.io/api networking/v1 gateway.proto, ServerTLSSettings. */
export interface ListenerTls extends Handshake {
  /** `MUTUAL`: clients have a certificate, too, with `OPTIONAL_MUTUAL` if they like. */
  readonly mode: 'SIMPLE' | 'MUTUAL' | 'OPTIONAL_MUTUAL';
  readonly certificate: string;
  readonly privateKey: string;
  /** What clients' certificates are checked with. */
  readonly clientCa?: string;
}

/** A port on which pods take requests. Source: istio.io/api networking/v1 sidecar.proto, IstioIngressListener. */
export interface IngressListener {
  readonly port: ListenerPort;
  /** Address to listen on. @default - the pod's own */
  readonly bind?: string;
  readonly captureMode?: CaptureMode;
  /** Where the application listens: `127.0.0.1:8080`, `:8080`, or `unix:///path`. @default - the same port of the pod */
  readonly defaultEndpoint?: string;
  /** TLS of clients outside of the mesh, on a port with protocol HTTPS or TLS that asks for no mutual TLS of the mesh. @default - none */
  readonly tls?: ListenerTls;
  /** Limits of this port's connections. @default - those of all ports */
  readonly connections?: ConnectionPool;
}

/** A listener for calls. Source: istio.io/api networking/v1 sidecar.proto, IstioEgressListener. */
export interface EgressListener {
  readonly port: ListenerPort;
  /** Address, or `unix:///path`, to listen on. @default - as the capture mode wants it */
  readonly bind?: string;
  readonly captureMode?: CaptureMode;
  /** What can be called by it: `namespace/host`. */
  readonly hosts: readonly string[];
}

type Sidecar = Spec<SidecarSpec>;

const portOf = ({ number, protocol, name }: ListenerPort) => ({
  number,
  protocol,
  name: name ?? `${protocol.toLowerCase()}-${number}`,
});

const tlsOf = ({ mode, certificate, privateKey, clientCa, ...rest }: ListenerTls) => ({
  mode,
  serverCertificate: certificate,
  privateKey,
  caCertificates: clientCa,
  ...handshake(rest),
});

export const istioIngress = ({
  port,
  connections,
  tls,
  ...listener
}: IngressListener): NonNullable<Sidecar['ingress']>[number] => ({
  port: portOf(port),
  ...listener,
  tls: tls && tlsOf(tls),
  connectionPool: connections && poolOf(connections),
});

export const istioEgress = ({ port, ...listener }: EgressListener): NonNullable<Sidecar['egress']>[number] => ({
  port: portOf(port),
  ...listener,
});
