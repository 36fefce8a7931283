import type { StringMap } from '../../kit/formats/labels';

/** A Secret with a certificate and its key, in the namespace of the gateway's pods. */
export interface Credential {
  readonly name: string;
  readonly namespace: string;
}

export const SERVER_PROTOCOLS = ['HTTP', 'HTTP2', 'HTTPS', 'GRPC', 'TLS', 'TCP'] as const;
export type ServerProtocol = (typeof SERVER_PROTOCOLS)[number];

export const SERVER_TLS_MODES = [
  ...(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'] as const),
  ...(['PASSTHROUGH', 'AUTO_PASSTHROUGH'] as const),
] as const;

/** What a server offers in a handshake. */
export interface Handshake {
  /** @default - Istio's own: TLSV1_2 */
  readonly minVersion?: 'TLSV1_2' | 'TLSV1_3';
  readonly maxVersion?: 'TLSV1_2' | 'TLSV1_3';
  readonly cipherSuites?: readonly string[];
  /** Curves for keys, such as `X25519`. Needs Istio 1.32. @default - Envoy's own */
  readonly ecdhCurves?: readonly string[];
  /** Protocols that the server offers, such as `h2`. Needs Istio 1.32. @default - what fits its protocol */
  readonly alpnProtocols?: readonly string[];
}

export interface ServerTls extends Handshake {
  /** `SIMPLE`: the gateway has a certificate; `MUTUAL`: clients have one, too, with `OPTIONAL_MUTUAL` if they like; `ISTIO_MUTUAL`: both the mesh's own; `PASSTHROUGH`: the service ends TLS, with `AUTO_PASSTHROUGH` the one that the SNI names, without a route. */
  readonly mode: (typeof SERVER_TLS_MODES)[number];
  readonly credential?: Credential;
  /** A certificate of another kind of key beside it, such as ECDSA beside RSA. */
  readonly alternative?: Credential;
  /** What clients' certificates are checked with. @default - `ca.crt` of the credential */
  readonly clientCa?: Credential;
  /** Names that a client's certificate must have one of. */
  readonly subjectAltNames?: readonly string[];
  /** SHA-256 in hex of the certificates that clients may show. */
  readonly certificateHashes?: readonly string[];
  /** SHA-256 in base64 of the public keys that clients may show. */
  readonly certificateSpkis?: readonly string[];
}

/** One port of a gateway, and the hosts that it serves there. */
export interface ServerProps {
  /** Port, or target port, of the gateway's Service. */
  readonly port: number;
  /** @default - the protocol in lower case, and the port with it where that is taken */
  readonly name?: string;
  readonly protocol: ServerProtocol;
  readonly hosts: readonly string[];
  readonly tls?: ServerTls;
  /** Address of the pods to listen on. Istio's API only. @default - all */
  readonly bind?: string;
  /** Namespaces whose routes may use it. Gateway API only. @default - as the Listeners say */
  readonly allowRoutesFrom?: 'Same' | 'All' | { readonly matchLabels: StringMap };
  /** Answer 301 to https for every request. @default false */
  readonly httpsRedirect?: boolean;
}

const ANY = ['*'] as const;

/** Plain HTTP. */
export const httpServer = (port = 80, hosts: readonly string[] = ANY): ServerProps => ({
  port,
  protocol: 'HTTP',
  hosts,
});

/** Plain HTTP that sends browsers to HTTPS. */
export const redirectServer = (port = 80, hosts: readonly string[] = ANY): ServerProps => ({
  ...httpServer(port, hosts),
  httpsRedirect: true,
});

/** HTTPS with a certificate; `mutual`: clients must show one of theirs, signed by the `ca.crt` of the same Secret. */
export const httpsServer = (
  port: number,
  hosts: readonly string[],
  credential: Credential,
  mutual = false,
): ServerProps => ({
  port,
  protocol: 'HTTPS',
  hosts,
  tls: { mode: mutual ? 'MUTUAL' : 'SIMPLE', credential },
});

/** TLS that the service itself ends; routed by SNI. */
export const passthroughServer = (port: number, hosts: readonly string[]): ServerProps => ({
  port,
  protocol: 'TLS',
  hosts,
  tls: { mode: 'PASSTHROUGH' },
});

export const tcpServer = (port: number): ServerProps => ({ port, protocol: 'TCP', hosts: ANY });

/** A handshake as Istio has it. */
export const handshake = ({ minVersion, maxVersion, cipherSuites, ecdhCurves, alpnProtocols }: Handshake) => ({
  minProtocolVersion: minVersion,
  maxProtocolVersion: maxVersion,
  cipherSuites,
  ecdhCurves,
  alpnProtocols,
});

/** TLS as Istio's `Gateway` has it. */
export const serverTls = ({ credential, alternative, clientCa, ...tls }: ServerTls) => ({
  mode: tls.mode,
  credentialName: alternative === undefined ? credential?.name : undefined,
  credentialNames: alternative && [...(credential ? [credential.name] : []), alternative.name],
  caCertCredentialName: clientCa?.name,
  ...handshake(tls),
  subjectAltNames: tls.subjectAltNames,
  verifyCertificateHash: tls.certificateHashes,
  verifyCertificateSpki: tls.certificateSpkis,
});

/** The servers, each with a name of its own. */
export function named(servers: readonly ServerProps[]): readonly (ServerProps & { readonly name: string })[] {
  const taken = new Set(servers.flatMap(({ name }) => (name === undefined ? [] : [name])));
  return servers.map((server, i) => {
    const base = server.protocol.toLowerCase();
    const free = [base, `${base}-${server.port}`].find((one) => !taken.has(one)) ?? `${base}-${server.port}-${i}`;
    const name = server.name ?? free;
    taken.add(name);
    return { ...server, name };
  });
}

/** Every Secret that a server reads. */
export const credentialsOf = ({ tls }: ServerProps): readonly Credential[] =>
  [tls?.credential, tls?.alternative, tls?.clientCa].filter((one) => one !== undefined);
