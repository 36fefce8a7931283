import type { TrafficExtensionSpec, WasmPluginSpec } from '../../imports/extensions.istio.io';
import type {
  GatewaySpec as ApiGatewaySpec,
  BackendTlsPolicySpec,
  GrpcRouteSpec,
  HttpRouteSpec,
  ListenerSetSpec,
  ReferenceGrantSpec,
  TcpRouteSpec,
  TlsRouteSpec,
  UdpRouteSpec,
} from '../../imports/gateway.networking.k8s.io';
import type {
  DestinationRuleSpec,
  EnvoyFilterSpec,
  GatewaySpec,
  ProxyConfigSpec,
  ServiceEntrySpec,
  SidecarSpec,
  VirtualServiceSpec,
  WorkloadEntrySpec,
  WorkloadGroupSpec,
} from '../../imports/networking.istio.io';
import type {
  AuthorizationPolicySpec,
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
} from '../../imports/security.istio.io';
import type { TelemetrySpec } from '../../imports/telemetry.istio.io';
import type { LabelSelector, StringMap } from '../kit/formats/labels';
import type { Spec } from '../kit/spec';

/** A port of a Service. */
export interface Port {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
  readonly protocol?: string;
}

export interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly selector?: StringMap;
  readonly ports?: readonly Port[];
}

export interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly object[];
  readonly egress?: readonly object[];
}

/** What `spec` holds, by the kinds that rules read. The objects themselves hold what is not below `spec`. */
export interface SpecsByKind {
  readonly VirtualService: Spec<VirtualServiceSpec>;
  readonly DestinationRule: Spec<DestinationRuleSpec>;
  readonly Gateway: Spec<GatewaySpec>;
  readonly ServiceEntry: Spec<ServiceEntrySpec>;
  readonly WorkloadEntry: Spec<WorkloadEntrySpec>;
  readonly WorkloadGroup: Spec<WorkloadGroupSpec>;
  readonly Sidecar: Spec<SidecarSpec>;
  readonly EnvoyFilter: Spec<EnvoyFilterSpec>;
  readonly ProxyConfig: Spec<ProxyConfigSpec>;
  readonly PeerAuthentication: Spec<PeerAuthenticationSpec>;
  readonly AuthorizationPolicy: Spec<AuthorizationPolicySpec>;
  readonly RequestAuthentication: Spec<RequestAuthenticationSpec>;
  readonly Telemetry: Spec<TelemetrySpec>;
  readonly WasmPlugin: Spec<WasmPluginSpec>;
  readonly TrafficExtension: Spec<TrafficExtensionSpec>;
  /** The Gateway API's own kind of this name. */
  readonly ApiGateway: Spec<ApiGatewaySpec>;
  readonly ListenerSet: Spec<ListenerSetSpec>;
  readonly HTTPRoute: Spec<HttpRouteSpec>;
  readonly GRPCRoute: Spec<GrpcRouteSpec>;
  readonly TCPRoute: Spec<TcpRouteSpec>;
  readonly TLSRoute: Spec<TlsRouteSpec>;
  readonly UDPRoute: Spec<UdpRouteSpec>;
  readonly BackendTLSPolicy: Spec<BackendTlsPolicySpec>;
  readonly ReferenceGrant: Spec<ReferenceGrantSpec>;
  readonly Service: ServiceSpec;
  readonly Namespace: object;
  readonly Secret: object;
  readonly ConfigMap: object;
  readonly ServiceAccount: object;
  readonly EndpointSlice: object;
  readonly NetworkPolicy: NetworkPolicySpec;
  readonly MutatingWebhookConfiguration: object;
  readonly ValidatingWebhookConfiguration: object;
}
export type Kind = keyof SpecsByKind;

const ISTIO = 'networking.istio.io';
const SECURITY = 'security.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

/** Group and kind of each. */
export const KINDS: { readonly [K in Kind]: string } = {
  VirtualService: `${ISTIO}/VirtualService`,
  DestinationRule: `${ISTIO}/DestinationRule`,
  Gateway: `${ISTIO}/Gateway`,
  ServiceEntry: `${ISTIO}/ServiceEntry`,
  WorkloadEntry: `${ISTIO}/WorkloadEntry`,
  WorkloadGroup: `${ISTIO}/WorkloadGroup`,
  Sidecar: `${ISTIO}/Sidecar`,
  EnvoyFilter: `${ISTIO}/EnvoyFilter`,
  ProxyConfig: `${ISTIO}/ProxyConfig`,
  PeerAuthentication: `${SECURITY}/PeerAuthentication`,
  AuthorizationPolicy: `${SECURITY}/AuthorizationPolicy`,
  RequestAuthentication: `${SECURITY}/RequestAuthentication`,
  Telemetry: 'telemetry.istio.io/Telemetry',
  WasmPlugin: 'extensions.istio.io/WasmPlugin',
  TrafficExtension: 'extensions.istio.io/TrafficExtension',
  ApiGateway: `${GATEWAY_API}/Gateway`,
  ListenerSet: `${GATEWAY_API}/ListenerSet`,
  HTTPRoute: `${GATEWAY_API}/HTTPRoute`,
  GRPCRoute: `${GATEWAY_API}/GRPCRoute`,
  TCPRoute: `${GATEWAY_API}/TCPRoute`,
  TLSRoute: `${GATEWAY_API}/TLSRoute`,
  UDPRoute: `${GATEWAY_API}/UDPRoute`,
  BackendTLSPolicy: `${GATEWAY_API}/BackendTLSPolicy`,
  ReferenceGrant: `${GATEWAY_API}/ReferenceGrant`,
  Service: '/Service',
  Namespace: '/Namespace',
  Secret: '/Secret',
  ConfigMap: '/ConfigMap',
  ServiceAccount: '/ServiceAccount',
  EndpointSlice: 'discovery.k8s.io/EndpointSlice',
  NetworkPolicy: 'networking.k8s.io/NetworkPolicy',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
};
