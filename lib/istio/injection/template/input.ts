import type { StringMap } from '../../props';

/** A container port in Kubernetes' JSON form. */
export interface Port {
  readonly name?: string;
  readonly hostPort?: number;
  readonly containerPort: number;
  readonly protocol?: string;
  readonly hostIP?: string;
}

/** Key of a text that no template can name: what Istio's `protoToJSON` prints. */
export const PRINTED = Symbol('printed');

/** Istio's ProxyConfig as templates see it: mesh default, then ProxyConfig resources, then the annotation `proxy.istio.io/config`. */
export interface ProxyConfigInput {
  readonly InterceptionMode: string;
  readonly ProxyMetadata: StringMap;
  readonly HoldApplicationUntilProxyStarts: { readonly GetValue: boolean };
  readonly DiscoveryAddress: string;
  readonly [PRINTED]: string;
}

/** What every template gets. */
export interface Common {
  readonly ObjectMeta: { readonly Annotations: StringMap; readonly Labels: StringMap };
  readonly ProxyConfig: ProxyConfigInput;
  /** What `toString` of the mesh and proxy configuration is needed for: functions that take them whole. */
  readonly MeshConfig: Readonly<Record<string, unknown>>;
  readonly Revision: string;
  readonly ProxyImage: string;
  readonly ProxyUID: number;
  readonly ProxyGID: number;
}

/** What istiod hands to the template of a pod: `SidecarTemplateData` in pkg/kube/inject/inject.go. */
export interface PodInput extends Common {
  readonly TypeMeta: { readonly APIVersion: string; readonly Kind: string };
  readonly DeploymentMeta: { readonly Name: string; readonly Namespace: string };
  readonly Spec: {
    readonly Containers: readonly { readonly Name: string; readonly Image: string; readonly Ports: readonly Port[] }[];
    readonly ServiceAccountName: string;
  };
  readonly NativeSidecars: boolean;
  readonly ProxyInitImage: string;
}

/** A port of the Service that istiod makes for a Gateway. */
export interface ServicePort {
  readonly Name: string;
  readonly Port: number;
  readonly Protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly AppProtocol: string;
}

/** What istiod hands to the template of a gateway class: `TemplateInput` in pilot/pkg/config/kube/gatewaycommon. */
export interface GatewayInput extends Common {
  readonly Name: string;
  readonly Namespace: string;
  readonly UID: string;
  readonly Spec: { readonly Addresses: readonly { readonly Value: string }[] };
  readonly GatewayClass: string;
  readonly DeploymentName: string;
  readonly ServiceAccount: string;
  readonly Ports: readonly ServicePort[];
  readonly ServiceType: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
  readonly ClusterID: string;
  readonly AgentgatewayImage: string;
  readonly InfrastructureLabels: StringMap;
  readonly InfrastructureAnnotations: StringMap;
  readonly GatewayNameLabel: string;
  readonly ControllerLabel: string;
}
