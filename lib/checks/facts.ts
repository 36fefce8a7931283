import type {
  GatewaySpec as ApiGatewaySpec,
  HttpRouteSpec,
  TcpRouteSpec,
  TlsRouteSpec,
} from '../../imports/gateway.networking.k8s.io';
import type {
  DestinationRuleSpec,
  GatewaySpec,
  ServiceEntrySpec,
  SidecarSpec,
  VirtualServiceSpec,
} from '../../imports/networking.istio.io';
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
  readonly Workload: { readonly template: { readonly metadata: { readonly labels?: Strings } } };
  readonly Secret: object;
}
export type Kind = keyof SpecsByKind;

/** One object as it will be written, and the construct that wrote it. */
export interface Fact<S> {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Strings;
  readonly spec: S;
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
};

/** A host as Istio resolves it: a name without dots means the Service beside the resource. */
export const fullHost = (host: string, namespace: string, clusterDomain = 'cluster.local'): string =>
  host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.${clusterDomain}`;
