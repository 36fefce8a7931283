/** One thing that istiod's validation asks of an object, and two objects: one that breaks it, and its twin. */
export interface Row {
  readonly kind: string;
  /** Istio's function. */
  readonly of: string;
  readonly rule: string;
  /** The message by which it is held here. */
  readonly code: string;
  /** istiod takes it with a warning. */
  readonly warns: boolean;
  readonly wrong: KubeObject;
  readonly right: KubeObject;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: object;
}

/** `[rule, code, wrong, right]`, each a `spec`, or what `withMetadata` gives; `warns` where istiod takes both. */
export type Line = readonly [rule: string, code: string, wrong: object, right: object, warns?: 'warns'];

const METADATA = Symbol('metadata');

export const withMetadata = (metadata: object, spec: object): object => ({ ...spec, [METADATA]: metadata });

const GROUPS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  TrafficExtension: 'extensions.istio.io/v1alpha1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
};

function object(kind: string, given: object): KubeObject {
  const { [METADATA]: metadata, ...spec } = given as { readonly [METADATA]?: object };
  return {
    apiVersion: GROUPS[kind] ?? 'networking.istio.io/v1',
    kind,
    metadata: { name: 'it', namespace: 'shop', ...metadata },
    spec,
  };
}

/** The rows of a kind, by Istio's functions. */
export const rows = (kind: string, functions: Readonly<Record<string, readonly Line[]>>): readonly Row[] =>
  Object.entries(functions).flatMap(([of, lines]) =>
    lines.map(([rule, code, wrong, right, warns]) => ({
      kind,
      of,
      rule,
      code,
      warns: warns !== undefined,
      wrong: object(kind, wrong),
      right: object(kind, right),
    })),
  );
