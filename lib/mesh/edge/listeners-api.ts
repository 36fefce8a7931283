import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { filled } from '../../kit/defined';
import type { Problem } from '../../kit/problems';
import type { Spec } from '../../kit/spec';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { ApiListeners } from './props';
import { type Credential, named, type ServerProps, type ServerProtocol, type ServerTls } from './servers';

type Listener = Spec<GatewaySpec>['listeners'][number];

const MODES = {
  SIMPLE: 'Terminate',
  MUTUAL: 'Terminate',
  OPTIONAL_MUTUAL: 'Terminate',
  ISTIO_MUTUAL: 'Terminate',
  PASSTHROUGH: 'Passthrough',
  AUTO_PASSTHROUGH: 'Passthrough',
} as const satisfies Readonly<Record<ServerTls['mode'], string>>;

/** HTTP/2 and gRPC are HTTP in the Gateway API; Envoy finds out which. */
const PROTOCOLS = {
  HTTP: 'HTTP',
  HTTP2: 'HTTP',
  GRPC: 'HTTP',
  HTTPS: 'HTTPS',
  TLS: 'TLS',
  TCP: 'TCP',
} as const satisfies Readonly<Record<ServerProtocol, string>>;

const ISTIO_ONLY = [
  ...(['minVersion', 'maxVersion', 'ecdhCurves', 'alpnProtocols'] as const),
  ...(['subjectAltNames', 'certificateHashes', 'certificateSpkis'] as const),
] as const;

/** What the Gateway API cannot say of a server. */
export const apiServerProblems = (servers: readonly ServerProps[]): readonly Problem[] =>
  servers.flatMap(({ port, hosts, tls, bind }) => [
    ...(hosts.length === 0 ? [TRAFFIC.notInApi(`server without hosts, on port ${port}`)] : []),
    ...ISTIO_ONLY.filter((field) => tls?.[field] !== undefined).map((field) =>
      TRAFFIC.notInApi(`\`tls.${field}\` of the server on port ${port}`),
    ),
    ...(bind === undefined ? [] : [TRAFFIC.notInApi(`\`bind\` of the server on port ${port}`)]),
    ...(tls?.mode === 'AUTO_PASSTHROUGH'
      ? [TRAFFIC.notInApi(`TLS mode ${tls.mode} of the server on port ${port}`)]
      : []),
  ]);

/** A server is a listener for each of its hosts. */
export const listenerNames = ({ name, hosts }: ReturnType<typeof named>[number]): readonly string[] =>
  hosts.map((_host, i) => (hosts.length > 1 ? `${name}-${i}` : name));

/** Sources: istio pilot/pkg/config/kube/gateway/conversion.go, the options of a listener's TLS. */
const options = ({ mode, cipherSuites }: ServerTls) =>
  filled({
    ...(/MUTUAL$/.test(mode) ? { 'gateway.istio.io/tls-terminate-mode': mode } : {}),
    ...(cipherSuites && { 'gateway.istio.io/tls-cipher-suites': cipherSuites.join(',') }),
  });

/** A Secret as a Gateway of `namespace` names it. */
const reference = (credential: Credential, namespace: string) => ({
  name: credential.name,
  namespace: credential.namespace === namespace ? undefined : credential.namespace,
});

const tlsOf = (tls: ServerTls, namespace: string): Listener['tls'] => ({
  mode: MODES[tls.mode],
  certificateRefs: filled(
    [tls.credential, tls.alternative].flatMap((one) => (one === undefined ? [] : [reference(one, namespace)])),
  ),
  options: options(tls),
});

const allowed = (from: NonNullable<ServerProps['allowRoutesFrom']>) =>
  typeof from === 'string' ? { from } : { from: 'Selector' as const, selector: { matchLabels: from.matchLabels } };

/** What clients' certificates are checked with, port by port, where it is a Secret of its own. */
export function frontendTls(servers: readonly ServerProps[], namespace: string): Spec<GatewaySpec>['tls'] {
  const perPort = servers.flatMap(({ port, tls }) =>
    tls?.clientCa === undefined
      ? []
      : [
          {
            port,
            tls: {
              validation: { caCertificateRefs: [{ group: '', kind: 'Secret', ...reference(tls.clientCa, namespace) }] },
            },
          },
        ],
  );
  return perPort.length === 0 ? undefined : { frontend: { default: {}, perPort } };
}

/** The servers as a Gateway of the Gateway API has them. */
export const apiListeners = (
  { servers, allowRoutesFrom = 'Same' }: ApiListeners,
  namespace: string,
): readonly Listener[] =>
  named(servers).flatMap((server) => {
    const names = listenerNames(server);
    return server.hosts.map((host, i) => ({
      name: names[i] ?? host,
      port: server.port,
      protocol: PROTOCOLS[server.protocol],
      hostname: host === '*' ? undefined : host,
      tls: server.tls && tlsOf(server.tls, namespace),
      allowedRoutes: { namespaces: allowed(server.allowRoutesFrom ?? allowRoutesFrom) },
    }));
  });
