import type {
  GatewaySpec as ApiGatewaySpec,
  HttpRouteSpec,
  TcpRouteSpec,
  TlsRouteSpec,
} from '../../imports/gateway.networking.k8s.io';
import type {
  DestinationRuleSpec,
  EnvoyFilterSpec,
  GatewaySpec,
  ServiceEntrySpec,
  SidecarSpec,
  VirtualServiceSpec,
} from '../../imports/networking.istio.io';
import type {
  AuthorizationPolicySpec,
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
} from '../../imports/security.istio.io';
import type { TelemetrySpec } from '../../imports/telemetry.istio.io';
import type { Problem } from '../kit/problems';
import type { Spec } from '../kit/spec';

type Strings = Readonly<Record<string, string>>;

export interface ServiceFacts {
  readonly type?: string;
  readonly selector?: Strings;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly appProtocol?: string;
    readonly protocol?: string;
  }[];
}

/** A call that is wanted. */
export interface CallFacts {
  readonly caller: string;
  readonly callerNamespace: string;
  /** ServiceAccounts of the caller, each `<namespace>/<name>`. */
  readonly accounts: readonly string[];
  /** Labels of the caller's pods: one set for each version. None for gateways, which have no Sidecar. */
  readonly callerPods: readonly Strings[];
  readonly callee: string;
  readonly calleeNamespace: string;
  /** Labels of the callee's pods: one set for each version. */
  readonly pods: readonly Strings[];
  /** Ports of the callee's pods. */
  readonly ports: readonly number[];
}

/** What policies must agree with in a control plane, whose namespace is the mesh's root namespace. */
export interface ControlPlaneFacts {
  /** The mesh's own trust domain and its aliases. */
  readonly trustDomains: readonly string[];
  /** Providers of external authorization. */
  readonly authorizers: readonly string[];
  readonly env: Strings;
  /** Ports that its NetworkPolicy lets it connect to. @default - all */
  readonly mayConnectTo?: readonly number[];
}

/** What the checks read of each kind. */
export interface SpecsByKind {
  readonly VirtualService: Spec<VirtualServiceSpec>;
  readonly DestinationRule: Spec<DestinationRuleSpec>;
  readonly Gateway: Spec<GatewaySpec>;
  readonly ServiceEntry: Spec<ServiceEntrySpec>;
  readonly Sidecar: Spec<SidecarSpec>;
  readonly HTTPRoute: Spec<HttpRouteSpec>;
  readonly TCPRoute: Spec<TcpRouteSpec>;
  readonly TLSRoute: Spec<TlsRouteSpec>;
  /** The Gateway API's own kind of this name. */
  readonly ApiGateway: Spec<ApiGatewaySpec>;
  readonly Service: ServiceFacts;
  readonly Workload: {
    readonly template: {
      readonly metadata: { readonly labels?: Strings };
      readonly spec?: { readonly serviceAccountName?: string };
    };
  };
  readonly Secret: object;
  /** Any object at all. */
  readonly Object: { readonly kind: string };
  readonly Namespace: object;
  readonly PeerAuthentication: Spec<PeerAuthenticationSpec>;
  readonly AuthorizationPolicy: Spec<AuthorizationPolicySpec>;
  readonly RequestAuthentication: Spec<RequestAuthenticationSpec>;
  readonly Telemetry: Spec<TelemetrySpec>;
  readonly EnvoyFilter: Spec<EnvoyFilterSpec>;
  readonly Call: CallFacts;
  readonly ControlPlane: ControlPlaneFacts;
  /** Pods that are gateways: what they listen on is what Gateway resources say, not their Service. */
  readonly GatewayPods: { readonly selector: Strings };
}
export type Kind = keyof SpecsByKind;

/** One object as it will be written, and the construct that wrote it. */
export interface Fact<S> {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Strings;
  readonly spec: S;
  /** It selects pods that others deploy. */
  readonly elsewhere: boolean;
}

/** The mesh as plain data: every object of the kinds that relations are about. */
export type MeshFacts = { readonly [K in Kind]: readonly Fact<SpecsByKind[K]>[] };

/** A problem of one object. */
export interface Finding {
  readonly path: string;
  readonly problem: Problem;
}

/** One truth about the whole mesh. */
export type MeshCheck = (facts: MeshFacts) => readonly Finding[];

export const NO_FACTS: MeshFacts = {
  VirtualService: [],
  DestinationRule: [],
  Gateway: [],
  ServiceEntry: [],
  Sidecar: [],
  HTTPRoute: [],
  TCPRoute: [],
  TLSRoute: [],
  ApiGateway: [],
  Service: [],
  Workload: [],
  Secret: [],
  Object: [],
  Namespace: [],
  PeerAuthentication: [],
  AuthorizationPolicy: [],
  RequestAuthentication: [],
  Telemetry: [],
  EnvoyFilter: [],
  Call: [],
  ControlPlane: [],
  GatewayPods: [],
};

/** A host as Istio resolves it: a name without dots means the Service beside the resource. */
export const fullHost = (host: string, namespace: string, clusterDomain = 'cluster.local'): string =>
  host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.${clusterDomain}`;
