// Generated from labels.yaml of istio.io/api.
export const LABELS = {
  /** Automatically added to all resources [automatically created](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) by Istio Gateway controller, to indicate which controller created the resource. Users should not set this label themselves. */
  "gateway.istio.io/managed": {"resources":["ServiceAccount","Deployment","Service"],"status":"Stable","deprecated":false},
  /** Automatically added to all resources [automatically created](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) by Istio Gateway controller to indicate which `GatewayClass` resulted in the object creation. Users should not set this label themselves. */
  "gateway.networking.k8s.io/gateway-class-name": {"resources":["ServiceAccount","Deployment","Service","PodDisruptionBudget","HorizontalPodAutoscaler"],"status":"Stable","deprecated":false},
  /** Automatically added to all resources [automatically created](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) by Istio Gateway controller to indicate which `Gateway` resulted in the object creation. Users should not set this label themselves. */
  "gateway.networking.k8s.io/gateway-name": {"resources":["ServiceAccount","Deployment","Service","PodDisruptionBudget","HorizontalPodAutoscaler"],"status":"Stable","deprecated":false},
  /** When set on a resource, indicates the [data plane mode](/docs/overview/dataplane-modes/) to use. Possible values: `ambient`, `none`. Note: users wishing to use sidecar mode should see the `istio-injection` label; there is no value on this label to configure sidecars. */
  "istio.io/dataplane-mode": {"resources":["Pod","Namespace"],"status":"Stable","deprecated":false},
  /**  */
  "istio.io/ingress-use-waypoint": {"resources":["Service","ServiceEntry","Namespace"],"status":"Beta","deprecated":false},
  /** Istio control plane revision or tag associated with the resource; e.g. `canary` */
  "istio.io/rev": {"resources":["Namespace","Gateway","Pod"],"status":"Beta","deprecated":false},
  /** Istio control plane tag name associated with the resource - for internal use only */
  "istio.io/tag": {"resources":["MutatingWebhookConfiguration"],"status":"Alpha","deprecated":false},
  /** When set on a resource, indicates the resource has an associated waypoint with the given name. The waypoint is assumed to be in the same namespace; for cross-namespace, see `istio.io/use-waypoint-namespace`. When set or a `Pod` or a `Service`, this binds that specific resource to the waypoint. When set on a `Namespace`, this applies to all `Pod`/`Service` in the namespace. Note: the waypoint must allow the type, see `istio.io/waypoint-for`. */
  "istio.io/use-waypoint": {"resources":["Pod","WorkloadEntry","Service","ServiceEntry","Namespace"],"status":"Stable","deprecated":false},
  /** When set on a `Service` or `ServiceEntry` (or its `Namespace`), names a second, canary waypoint for the service in addition to the primary `istio.io/use-waypoint`. A configurable share of the service's in-mesh connections (and, with `istio.io/ingress-use-waypoint`, ingress requests) is directed to this canary waypoint, controlled by the `istio.io/use-waypoint-canary-weight` annotation. This is the migration primitive for canarying a service between two waypoints (for example two waypoint revisions, or two waypoint implementations). The canary is assumed to be in the same namespace; for cross-namespace, see `istio.io/use-waypoint-canary-namespace`. The canary waypoint must allow the type, see `istio.io/waypoint-for`. */
  "istio.io/use-waypoint-canary": {"resources":["Service","ServiceEntry","Namespace"],"status":"Alpha","deprecated":false},
  /** When set on a resource, indicates the canary waypoint (`istio.io/use-waypoint-canary`) is in the provided namespace. This must be set in addition to `istio.io/use-waypoint-canary`, when a cross-namespace reference is desired. */
  "istio.io/use-waypoint-canary-namespace": {"resources":["Service","ServiceEntry","Namespace"],"status":"Alpha","deprecated":false},
  /** When set on a resource, indicates the resource has an associated waypoint in the provided namespace. This must be set in addition to `istio.io/use-waypoint`, when a cross-namespace reference is desired. */
  "istio.io/use-waypoint-namespace": {"resources":["Pod","WorkloadEntry","Service","ServiceEntry","Namespace"],"status":"Beta","deprecated":false},
  /** When set on a waypoint (either by its specific `Gateway`, or for the entire collection on the `GatewayClass`), indicates the type of traffic this waypoint can handle. Valid options: `service`, `workload`, `all`, and `none`. */
  "istio.io/waypoint-for": {"resources":["GatewayClass","Gateway"],"status":"Stable","deprecated":false},
  /** Configures whether a `ServiceEntry` without any `spec.addresses` set should get an IP address automatically allocated for it. Valid options: `true`, `false` */
  "networking.istio.io/enable-autoallocate-ip": {"resources":["ServiceEntry"],"status":"Beta","deprecated":false},
  /** IstioGatewayPortLabel overrides the default 15443 value to use for a multi-network gateway's port */
  "networking.istio.io/gatewayPort": {"resources":["Service"],"status":"Alpha","deprecated":false},
  /** Istio operator component name of the resource, e.g. `Pilot` */
  "operator.istio.io/component": {"resources":["Any"],"status":"Alpha","deprecated":false},
  /** Set to `Reconcile` if the Istio operator will reconcile the resource. */
  "operator.istio.io/managed": {"resources":["Any"],"status":"Alpha","deprecated":false},
  /** The Istio operator version that installed the resource, e.g. `1.6.0` */
  "operator.istio.io/version": {"resources":["Any"],"status":"Alpha","deprecated":false},
  /** Specifies the TLS mode supported by a sidecar proxy. Valid values are 'istio', 'disabled'. When injecting sidecars into Pods, the sidecar injector will set the value of this label to 'istio' indicating that the sidecar is capable of supporting mTLS. Clients injected with sidecar proxies will opportunistically use this label to determine whether or not to secure the traffic to this workload using Istio mutual TLS. */
  "security.istio.io/tlsMode": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** The name of the canonical service a workload belongs to */
  "service.istio.io/canonical-name": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** The name of a revision within a canonical service that the workload belongs to */
  "service.istio.io/canonical-revision": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** The workload name of the application a workload belongs to. If unset, defaults to the detect parent resource. For example, a `Pod` resource may default to the `Deployment` name. */
  "service.istio.io/workload-name": {"resources":["Pod","WorkloadEntry"],"status":"Alpha","deprecated":false},
  /** Specifies whether or not an Envoy sidecar should be automatically injected into the workload. */
  "sidecar.istio.io/inject": {"resources":["Pod"],"status":"Beta","deprecated":false},
  /** This label is applied to a workload internally that identifies the Kubernetes cluster containing the workload. The cluster ID is specified during Istio installation for each cluster via `values.global.multiCluster.clusterName`. It should be noted that this is only used internally within Istio and is not an actual label on workload pods. If a pod contains this label, it will be overridden by Istio internally with the cluster ID specified during Istio installation. This label provides a way to select workloads by cluster when using DestinationRules. For example, a service owner could create a DestinationRule containing a subset per cluster and then use these subsets to control traffic flow to each cluster independently. */
  "topology.istio.io/cluster": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** This label is applied to a workload internally that indicates the region/zone/subzone of an instance. It is used to override the native registry's value. Kubernetes labels does not support `/`, use `.` instead in kubernetes. e.g. `regionA.zoneB.subZoneC` */
  "topology.istio.io/locality": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A label used to identify the network for one or more pods. This is used internally by Istio to group pods resident in the same L3 domain/network. Istio assumes that pods in the same network are directly reachable from one another. When pods are in different networks, an Istio Gateway (e.g. east-west gateway) is typically used to establish connectivity (with AUTO_PASSTHROUGH mode). This label can be applied to the following resources to help automate Istio's multi-network configuration. * Istio System Namespace: Applying this label to the system namespace establishes a default network for pods managed by the control plane. This is typically configured during control plane installation using an admin-specified value. * Pod: Applying this label to a pod allows overriding the default network on a per-pod basis. This is typically applied to the pod via webhook injection, but can also be manually specified on the pod by the service owner. The Istio installation in each cluster configures webhook injection using an admin-specified value. * Gateway Service: Applying this label to the Service for an Istio Gateway, indicates that Istio should use this service as the gateway for the network, when configuring cross-network traffic. Istio will configure pods residing outside of the network to access the Gateway service via `spec.externalIPs`, `status.loadBalancer.ingress[].ip`, or in the case of a NodePort service, the Node's address. The label is configured when installing the gateway (e.g. east-west gateway) and should match either the default network for the control plane (as specified by the Istio System Namespace label) or the network of the targeted pods. */
  "topology.istio.io/network": {"resources":["Namespace","Pod","Service"],"status":"Beta","deprecated":false},
  /** User-provided node label for identifying the locality subzone of a workload. This allows admins to specify a more granular level of locality than what is offered by default with Kubernetes regions and zones. */
  "topology.istio.io/subzone": {"resources":["Node"],"status":"Beta","deprecated":false},
} as const;
