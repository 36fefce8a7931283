// Generated from annotations.yaml of istio.io/api.
export const ANNOTATIONS = {
  /** Specifies the non-Kubernetes service accounts that are allowed to run this service. */
  "alpha.istio.io/canonical-serviceaccounts": {"resources":["Service"],"status":"Alpha","deprecated":true},
  /** Specifies the Kubernetes service accounts that are allowed to run this service on the VMs. */
  "alpha.istio.io/kubernetes-serviceaccounts": {"resources":["Service"],"status":"Alpha","deprecated":true},
  /** When specified on a `Pod` enrolled in ambient mesh, only outbound traffic will be captured. This is intended to be used when enrolling a workload that only receives traffic from out-of-the-mesh clients, such as third party ingress controllers. */
  "ambient.istio.io/bypass-inbound-capture": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** When specified on a `Pod` enrolled in ambient mesh, controls whether DNS traffic (TCP and UDP on port 53) will be captured and proxied in ambient. Note that setting this to `false` will break some Istio features, such as ServiceEntries and egress waypoints, but may be desirable for workloads that interact poorly with DNS proxies. */
  "ambient.istio.io/dns-capture": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Automatically configured by Istio to indicate a Pod was successfully enrolled in ambient mode. This shows the actual state; to specify intent that a workload should be in ambient mode, see `istio.io/dataplane-mode`. User should not manually modify this annotation. */
  "ambient.istio.io/redirection": {"resources":["Pod"],"status":"Beta","deprecated":false},
  /** When set on a waypoint (either by its specific `Gateway`, or for the entire collection on the `GatewayClass`), indicates how traffic should be sent to the waypoint. If unset, traffic will be sent to the waypoint as HBONE directly. This takes the format: `<protocol>` or `<protocol>/<port>`. */
  "ambient.istio.io/waypoint-inbound-binding": {"resources":["GatewayClass","Gateway"],"status":"Alpha","deprecated":false},
  /** A comma separated list of configuration analysis message codes to suppress when Istio analyzers are run. For example, to suppress reporting of IST0103 (PodMissingProxy) and IST0108 (UnknownAnnotation) on a resource, apply the annotation 'galley.istio.io/analyze-suppress=IST0108,IST0103'. If the value is '*', then all configuration analysis messages are suppressed. */
  "galley.istio.io/analyze-suppress": {"resources":["Any"],"status":"Alpha","deprecated":false},
  /** A version added to the Gateway by the controller specifying the "controller version". */
  "gateway.istio.io/controller-version": {"resources":["Any"],"status":"Alpha","deprecated":false},
  /** Overrides the name of the generated `Deployment` and `Service` resource when using [Gateway auto-deployment](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) */
  "gateway.istio.io/name-override": {"resources":["Gateway"],"status":"Alpha","deprecated":false},
  /** Overrides the name of the generated `ServiceAccount` resource when using [Gateway auto-deployment](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) */
  "gateway.istio.io/service-account": {"resources":["Gateway"],"status":"Alpha","deprecated":false},
  /** The name of the inject template(s) to use, as a comma separate list. See https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#custom-templates-experimental for more information. */
  "inject.istio.io/templates": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** On a WorkloadEntry stores the associated WorkloadGroup. */
  "istio.io/autoRegistrationGroup": {"resources":["WorkloadEntry"],"status":"Alpha","deprecated":false},
  /** On a WorkloadEntry stores the time in nanoseconds when the associated workload connected to a Pilot instance. */
  "istio.io/connectedAt": {"resources":["WorkloadEntry"],"status":"Alpha","deprecated":false},
  /** On a WorkloadEntry stores the time in nanoseconds when the associated workload disconnected from a Pilot instance. */
  "istio.io/disconnectedAt": {"resources":["WorkloadEntry"],"status":"Alpha","deprecated":false},
  /** Specifies whether or not the given resource is in dry-run mode. See https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ for more information. */
  "istio.io/dry-run": {"resources":["AuthorizationPolicy"],"status":"Alpha","deprecated":false},
  /** A comma separated list of virtual interfaces whose inbound traffic will be unconditionally treated as outbound. This allows workloads using virtualized networking (kubeVirt, VMs, docker-in-docker, etc) to function correctly with mesh traffic capture. Note: When using docker-in-docker container, the default bridge interface name is typically `docker0`. However, custom networks (often used with docker compose) are assigned a randomized interface name. To have a predictable name, you can configure the Docker option `com.docker.network.bridge.name` with a fixed value and use that name in the annotation. */
  "istio.io/reroute-virtual-interfaces": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies a control plane revision to which a given proxy is connected. This annotation is added automatically, not set by a user. In contrary to the label istio.io/rev, it represents the actual revision, not the requested revision. */
  "istio.io/rev": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Sets the relative weight (0-100) of the canary waypoint (`istio.io/use-waypoint-canary`); the primary `istio.io/use-waypoint` receives the remainder. On the in-mesh path a waypoint is selected per connection, so this is the share of new connections directed to the canary, not a per-request split: a connection is pinned to its selected waypoint for its lifetime, and the realized share converges over many connections. On the ingress path (`istio.io/ingress-use-waypoint`) selection is per request. Defaults to 0 (canary resolved for validation but receives no connections) when unset. A value of 100 directs all selection to the canary (a transient promotion step). Invalid values (non-integer or outside 0-100) are rejected and the service stays on the primary waypoint. */
  "istio.io/use-waypoint-canary-weight": {"resources":["Service","ServiceEntry","Namespace"],"status":"Alpha","deprecated":false},
  /** On a WorkloadEntry should store the current/last pilot instance connected to the workload for XDS. */
  "istio.io/workloadController": {"resources":["WorkloadEntry"],"status":"Alpha","deprecated":false},
  /** Annotation on an Ingress resources denoting the class of controllers responsible for it. */
  "kubernetes.io/ingress.class": {"resources":["Ingress"],"status":"Stable","deprecated":false},
  /** Specifies the namespaces to which this service should be exported to. A value of `*` indicates it is reachable within the mesh. `.` indicates it is reachable within its namespace. '~' indicates it is hidden and exported to no namespaces. Additionally, a list of comma separated namespace names can be specified. */
  "networking.istio.io/exportTo": {"resources":["Service"],"status":"Alpha","deprecated":false},
  /** Overrides the type of the generated `Service` resource when using [Gateway auto-deployment](/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment) */
  "networking.istio.io/service-type": {"resources":["Gateway"],"status":"Alpha","deprecated":false},
  /** Controls how traffic is distributed across the set of available endpoints. At this time, this annotation only impacts routing done by Ztunnel. When applied to a Namespace, Services and ServiceEntries in that namespace inherit the setting unless they have their own annotation. Accepted values: * `PreferClose`: endpoints will be categorized by how "close" they are, consider network, region, zone, and subzone. Traffic will be prioritized to the closest healthy endpoints. For example, if I have a Service with `PreferClose` set, with endpoints in zones `us-west,us-west,us-east`. When sending traffic from a client in zone `us-west`, all traffic will go to the two `us-west` backends. If one those backends become unhealthy, all traffic will go to the remaining endpoint in `us-west`. If that backend becomes unhealthy, traffic will sent to `us-east`. */
  "networking.istio.io/traffic-distribution": {"resources":["Namespace","Service","ServiceEntry"],"status":"Alpha","deprecated":false},
  /** Specifies if application Prometheus metric will be merged with Envoy metrics for this workload. */
  "prometheus.istio.io/merge-metrics": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Overrides for the proxy configuration for this specific proxy. Available options can be found at https://istio.io/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig. */
  "proxy.istio.io/config": {"resources":["Pod"],"status":"Beta","deprecated":false},
  /** Used internally to indicate user-specified overrides in the proxy container of the pod during injection. */
  "proxy.istio.io/overrides": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the list of ports exposed by the application container. Used by the Envoy sidecar readiness probe to determine that Envoy is configured and ready to receive traffic. */
  "readiness.status.sidecar.istio.io/applicationPorts": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the failure threshold for the Envoy sidecar readiness probe. */
  "readiness.status.sidecar.istio.io/failureThreshold": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the initial delay (in seconds) for the Envoy sidecar readiness probe. */
  "readiness.status.sidecar.istio.io/initialDelaySeconds": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the period (in seconds) for the Envoy sidecar readiness probe. */
  "readiness.status.sidecar.istio.io/periodSeconds": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the log output level for pilot-agent. */
  "sidecar.istio.io/agentLogLevel": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies an alternative Envoy bootstrap configuration file. */
  "sidecar.istio.io/bootstrapOverride": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the component log level for Envoy. */
  "sidecar.istio.io/componentLogLevel": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the XDS discovery address to be used by the Envoy sidecar. */
  "sidecar.istio.io/discoveryAddress": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** An additional list of tags to extract from the in-proxy Istio Wasm telemetry. Each additional tag needs to be present in this list. */
  "sidecar.istio.io/extraStatTags": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** Specifies whether or not an Envoy sidecar should be automatically injected into the workload. This annotation has been deprecated in favor of the `sidecar.istio.io/inject` label documented [here](/docs/reference/config/labels/#SidecarInject). */
  "sidecar.istio.io/inject": {"resources":["Pod"],"status":"Beta","deprecated":true},
  /** Specifies the mode used to redirect inbound connections to Envoy (REDIRECT or TPROXY). */
  "sidecar.istio.io/interceptionMode": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the log level for Envoy. */
  "sidecar.istio.io/logLevel": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies if the istio-proxy sidecar should be injected as a native sidecar or not. Takes precedence over the ENABLE_NATIVE_SIDECARS environment variable. */
  "sidecar.istio.io/nativeSidecar": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the requested CPU setting for the Envoy sidecar. */
  "sidecar.istio.io/proxyCPU": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the CPU limit for the Envoy sidecar. */
  "sidecar.istio.io/proxyCPULimit": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the Docker image to be used by the Envoy sidecar. */
  "sidecar.istio.io/proxyImage": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the Docker image type to be used by the Envoy sidecar. Istio publishes debug and distroless image types for every release tag. */
  "sidecar.istio.io/proxyImageType": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the requested memory setting for the Envoy sidecar. */
  "sidecar.istio.io/proxyMemory": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the memory limit for the Envoy sidecar. */
  "sidecar.istio.io/proxyMemoryLimit": {"resources":["Pod"],"deprecated":false},
  /** Rewrite HTTP readiness and liveness probes to be redirected to the Envoy sidecar. */
  "sidecar.istio.io/rewriteAppHTTPProbers": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the compression algorithm to use for stats emitted by the Envoy sidecar. Supported values are `brotli`, `gzip`, and `zstd`. */
  "sidecar.istio.io/statsCompression": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** Specifies the expiration interval for the Istio standard metrics. This gets rounded to a multiple of the flush interval. A time series is expected to be evicted after 2 iterations of this interval from the last measurement. */
  "sidecar.istio.io/statsEvictionInterval": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the flush interval for push-based stat sinks, e.g. OTLP. Default interval is `5s`. */
  "sidecar.istio.io/statsFlushInterval": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the bin size per time series for the Istio standard metrics histograms. Reducing this value from the default `100` decreases overall memory usage for sparse and/or high cardinality histograms. */
  "sidecar.istio.io/statsHistogramBins": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the custom histogram buckets with a prefix matcher to separate the Istio mesh metrics from the Envoy stats, e.g. `{"istiocustom":[1,5,10,50,100,500,1000,5000,10000],"cluster.xds-grpc":[1,5,10,25,50,100,250,500,1000,2500,5000,10000]}`. Default buckets are `[0.5,1,5,10,25,50,100,250,500,1000,2500,5000,10000,30000,60000,300000,600000,1800000,3600000]`. */
  "sidecar.istio.io/statsHistogramBuckets": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies the comma separated list of prefixes of the stats to be emitted by Envoy. */
  "sidecar.istio.io/statsInclusionPrefixes": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** Specifies the comma separated list of regexes the stats should match to be emitted by Envoy. */
  "sidecar.istio.io/statsInclusionRegexps": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** Specifies the comma separated list of suffixes of the stats to be emitted by Envoy. */
  "sidecar.istio.io/statsInclusionSuffixes": {"resources":["Pod"],"status":"Alpha","deprecated":true},
  /** Generated by Envoy sidecar injection that indicates the status of the operation. Includes a version hash of the executed template, as well as names of injected resources. */
  "sidecar.istio.io/status": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies one or more user volumes (as a JSON array) to be added to the Envoy sidecar. */
  "sidecar.istio.io/userVolume": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** Specifies one or more user volume mounts (as a JSON array) to be added to the Envoy sidecar. */
  "sidecar.istio.io/userVolumeMount": {"resources":["Pod"],"deprecated":false},
  /** Specifies the HTTP status Port for the Envoy sidecar. If zero, the sidecar will not provide status. */
  "status.sidecar.istio.io/port": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma-separated list of clusters (or * for any) running istiod that should attempt leader election for a remote cluster thats system namespace includes this annotation. Istiod will not attempt to lead unannotated remote clusters. */
  "topology.istio.io/controlPlaneClusters": {"resources":["Namespace"],"status":"Alpha","deprecated":false},
  /** This annotation is a set of node-labels (key1=value,key2=value). If the annotated Service is of type NodePort and is a multi-network gateway (see topology.istio.io/network), the addresses for selected nodes will be used for cross-network communication. */
  "traffic.istio.io/nodeSelector": {"resources":["Service"],"status":"Stable","deprecated":false},
  /** A comma separated list of inbound ports to be excluded from redirection to Envoy. Only applies when all inbound traffic (i.e. '*') is being redirected. */
  "traffic.sidecar.istio.io/excludeInboundPorts": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of interfaces to be excluded from Istio traffic capture */
  "traffic.sidecar.istio.io/excludeInterfaces": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of IP ranges in CIDR form to be excluded from redirection. Only applies when all outbound traffic (i.e. '*') is being redirected. */
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of outbound ports to be excluded from redirection to Envoy. */
  "traffic.sidecar.istio.io/excludeOutboundPorts": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of inbound ports for which traffic is to be redirected to Envoy. The wildcard character '*' can be used to configure redirection for all ports. An empty list will disable all inbound redirection. */
  "traffic.sidecar.istio.io/includeInboundPorts": {"resources":["Pod"],"deprecated":false},
  /** A comma separated list of IP ranges in CIDR form to redirect to Envoy (optional). The wildcard character '*' can be used to redirect all outbound traffic. An empty list will disable all outbound redirection. */
  "traffic.sidecar.istio.io/includeOutboundIPRanges": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of outbound ports for which traffic is to be redirected to Envoy, regardless of the destination IP. */
  "traffic.sidecar.istio.io/includeOutboundPorts": {"resources":["Pod"],"status":"Alpha","deprecated":false},
  /** A comma separated list of virtual interfaces whose inbound traffic (from VM) will be treated as outbound. Deprecated in favor of `istio.io/reroute-virtual-interfaces` */
  "traffic.sidecar.istio.io/kubevirtInterfaces": {"resources":["Pod"],"status":"Alpha","deprecated":true},
} as const;
