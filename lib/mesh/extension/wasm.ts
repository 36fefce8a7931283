import type { Block } from '../../kit/json';
import type { Labels } from '../services/handles';

/** Before or after Istio's own filters of the name. @default - at the end, before the router */
export const PHASES = ['AUTHN', 'AUTHZ', 'STATS'] as const;
export type Phase = (typeof PHASES)[number];

/** Traffic that an extension sees: of clients, of servers, or of both, on some ports. */
export interface ExtensionMatch {
  readonly mode?: 'CLIENT' | 'SERVER' | 'CLIENT_AND_SERVER';
  readonly ports?: readonly number[];
}

export const istioExtensionMatch = (match: readonly ExtensionMatch[] | undefined) =>
  match?.map(({ mode, ports }) => ({ mode, ports: ports?.map((number) => ({ number })) }));

/** A Wasm module, and how Envoy runs it. */
export interface WasmModule {
  /** `oci://registry/image@sha256:...`, `https://...`, or `file://...` of the proxy's image. */
  readonly url: string;
  /** Digest of the module, or of the image, in hex. */
  readonly sha256?: string;
  readonly pullPolicy?: 'IfNotPresent' | 'Always';
  /** Name of a Secret with the registry's credentials, in the same namespace. */
  readonly pullSecret?: string;
  readonly pluginName?: string;
  /** What the module is given; any JSON that it understands. */
  readonly config?: Block;
  /** What becomes of requests while the module does not run. @default - Istio's own: FAIL_CLOSE */
  readonly onFailure?: 'FAIL_CLOSE' | 'FAIL_OPEN' | 'FAIL_RELOAD';
  readonly type?: 'HTTP' | 'NETWORK';
  readonly env?: Labels;
  /** Variables that the module has from the proxy's own environment. */
  readonly envFromProxy?: readonly string[];
}

const variables = <T>(env: readonly T[]) => (env.length === 0 ? undefined : { env });

export const istioModule = ({
  pullPolicy,
  pullSecret,
  config,
  onFailure,
  env = {},
  envFromProxy = [],
  ...module
}: WasmModule) => ({
  ...module,
  imagePullPolicy: pullPolicy,
  imagePullSecret: pullSecret,
  pluginConfig: config,
  failStrategy: onFailure,
  vmConfig: variables([
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...envFromProxy.map((name) => ({ name, valueFrom: 'HOST' as const })),
  ]),
});
