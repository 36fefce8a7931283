import type { IConstruct } from 'constructs';
import type { StringMap } from '../kit/formats/labels';

/** A call that is wanted. */
export interface Call {
  readonly caller: string;
  readonly callerNamespace: string;
  /** ServiceAccounts of the caller, each `<namespace>/<name>`. */
  readonly accounts: readonly string[];
  /** Labels of the caller's pods: one set for each version. None for gateways, which have no Sidecar. */
  readonly callerPods: readonly StringMap[];
  readonly callee: string;
  readonly calleeNamespace: string;
  /** Labels of the callee's pods: one set for each version. */
  readonly pods: readonly StringMap[];
  /** Ports of the callee's pods. */
  readonly ports: readonly number[];
}

/** What policies must agree with in a control plane. */
export interface ControlPlane {
  /** `default`, or the name of its revision. */
  readonly revision: string;
  /** Istio's minor, such as `1.31`. */
  readonly version: string;
  /** The mesh's root namespace. */
  readonly namespace: string;
  /** The mesh's own trust domain and its aliases. */
  readonly trustDomains: readonly string[];
  /** Providers of external authorization. */
  readonly authorizers: readonly string[];
  /** Providers of tracing by Lightstep's own protocol, which Istio is about to drop. @default - none */
  readonly lightstepProviders?: readonly string[];
  /** Collectors of spans by Zipkin's protocol, by the name of their provider. @default - none */
  readonly zipkinCollectors?: readonly { readonly provider: string; readonly host: string }[];
  /** Providers that take spans where no Telemetry names any. @default - none */
  readonly tracingProviders?: readonly string[];
  /** Providers that take access logs where a Telemetry names none. */
  readonly accessLogProviders: readonly string[];
  /** Proxies are given an address for each host outside that has none. @default false */
  readonly givesAddresses?: boolean;
  readonly env: StringMap;
  /** Ports that its NetworkPolicy lets it connect to. @default - all */
  readonly mayConnectTo?: readonly number[];
}

/** Whether proxies answer names themselves, and istiod has addresses for hosts that have none, as it has unless told otherwise. */
export const givesAddresses = (proxyMetadata: StringMap, env: StringMap): boolean =>
  proxyMetadata['ISTIO_META_DNS_CAPTURE'] === 'true' && env['PILOT_ENABLE_IP_AUTOALLOCATE'] !== 'false';

/** Pods that are gateways: what they listen on is what Gateway resources say, not their Service. */
export interface GatewayPods {
  readonly namespace: string;
  readonly selector: StringMap;
}

/** What no object says, by what it is about. */
export interface NotesByKind {
  readonly Call: Call;
  readonly ControlPlane: ControlPlane;
  readonly GatewayPods: GatewayPods;
  /** The objects of a construct select pods that others deploy. */
  readonly Elsewhere: true;
}
type NoteKind = keyof NotesByKind;

export type Note = {
  readonly [K in NoteKind]: { readonly kind: K; readonly place: string; readonly spec: NotesByKind[K] };
}[NoteKind];

const NOTE = 'cdk8s-istio/note';

/** Leaves a note on a construct for the model; `make` is asked when the model is made, when all is there. */
export function note<K extends NoteKind>(construct: IConstruct, kind: K, make: () => readonly NotesByKind[K][]): void {
  const place = construct.node.path;
  construct.node.addMetadata(NOTE, () => make().map((spec) => ({ kind, place, spec })));
}

/** The notes that were left on a construct. */
export const notesOn = (construct: IConstruct): readonly Note[] =>
  construct.node.metadata.flatMap(({ type, data }) => (type === NOTE ? (data as () => readonly Note[])() : []));
