package main

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	trace "github.com/envoyproxy/go-control-plane/envoy/config/trace/v3"
	authz "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_authz/v3"
	fault "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/fault/v3"
	proxyprotocol "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/listener/proxy_protocol/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	matcher "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
	envoytype "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var proxyProtocol = &listener.ListenerFilter{
	Name: "envoy.filters.listener.proxy_protocol",
	ConfigType: &listener.ListenerFilter_TypedConfig{
		TypedConfig: must(anypb.New(&proxyprotocol.ProxyProtocol{})),
	},
}

// Filters that are istio-proxy's own, or ask servers that are not here. None of them decides about a route or a policy.
var left = []string{"set_filter_state", "stateful_session", "ratelimit", "wasm", "lua", "ext_proc", "dynamic_forward_proxy"}

func isKept(filter *hcm.HttpFilter) bool {
	kind := filter.GetTypedConfig().GetTypeUrl()
	if !strings.HasPrefix(kind, "type.googleapis.com/envoy.extensions.filters.http.") {
		return false
	}
	for _, name := range left {
		if strings.Contains(kind, name) {
			return false
		}
	}
	return true
}

// taken is what Envoy's route says of requests that take it, for the client to read in a header of the answer.
type taken struct {
	Shares  []share     `json:"shares,omitempty"`
	Mirrors []share     `json:"mirrors,omitempty"`
	Timeout string      `json:"timeout,omitempty"`
	Retries *uint32     `json:"retries,omitempty"`
	Delay   *faultShare `json:"delay,omitempty"`
	Abort   *faultShare `json:"abort,omitempty"`
}

type share struct {
	Cluster string  `json:"cluster"`
	Weight  float64 `json:"weight"`
	// Envoy has the cluster, and it has an endpoint.
	Alive bool `json:"alive"`
}

type faultShare struct {
	Percent float64 `json:"percent"`
	Status  uint32  `json:"status,omitempty"`
	Grpc    uint32  `json:"grpc,omitempty"`
	Fixed   string  `json:"fixed,omitempty"`
}

func (r *rewritten) http(manager *hcm.HttpConnectionManager, echo *echo) {
	manager.AccessLog, manager.Tracing = nil, r.tracing(manager.Tracing, echo)
	var filters []*hcm.HttpFilter
	for _, filter := range manager.HttpFilters {
		if isKept(filter) {
			filters = append(filters, r.asking(filter, echo))
		}
	}
	manager.HttpFilters = filters
	config := manager.GetRouteConfig()
	if rds := manager.GetRds(); rds != nil {
		if config = r.routes[rds.RouteConfigName]; config == nil {
			config = &route.RouteConfiguration{Name: rds.RouteConfigName}
		}
	}
	if strings.HasPrefix(config.Name, r.prefix) {
		manager.RouteSpecifier = &hcm.HttpConnectionManager_RouteConfig{RouteConfig: config}
		return
	}
	config.Name = r.prefix + config.Name
	config.ValidateClusters = wrapperspb.Bool(false)
	for _, host := range config.VirtualHosts {
		for _, one := range host.Routes {
			r.route(one, echo)
		}
	}
	manager.RouteSpecifier = &hcm.HttpConnectionManager_RouteConfig{RouteConfig: config}
}

// tracing keeps whom spans are sent to by Zipkin, which must be a cluster that the proxy knows.
func (r *rewritten) tracing(of *hcm.HttpConnectionManager_Tracing, echo *echo) *hcm.HttpConnectionManager_Tracing {
	config := &trace.ZipkinConfig{}
	if of.GetProvider().GetTypedConfig().UnmarshalTo(config) != nil {
		return nil
	}
	to := config.GetCollectorService().GetHttpUri()
	if to == nil {
		return nil
	}
	to.HttpUpstreamType = &core.HttpUri_Cluster{Cluster: r.reached(to.GetCluster(), echo)}
	of.Provider.ConfigType = &trace.Tracing_Http_TypedConfig{TypedConfig: must(anypb.New(config))}
	return of
}

func (r *rewritten) route(one *route.Route, echo *echo) {
	info := taken{}
	r.faults(one, &info)
	action := one.GetRoute()
	if action != nil {
		if weighted := action.GetWeightedClusters(); weighted != nil {
			for _, each := range weighted.Clusters {
				info.Shares = append(info.Shares, r.share(each.Name, float64(each.Weight.GetValue())))
				each.Name = r.reached(each.Name, echo)
			}
		} else if name := action.GetCluster(); name != "" {
			info.Shares = []share{r.share(name, 1)}
			action.ClusterSpecifier = &route.RouteAction_Cluster{Cluster: r.reached(name, echo)}
		}
		for _, mirror := range action.RequestMirrorPolicies {
			percent := 100.0
			if fraction := mirror.GetRuntimeFraction().GetDefaultValue(); fraction != nil {
				percent = percentOf(fraction)
			}
			info.Mirrors = append(info.Mirrors, r.share(mirror.Cluster, percent))
		}
		action.RequestMirrorPolicies = nil
		if action.Timeout != nil {
			info.Timeout = action.Timeout.AsDuration().String()
		}
		if action.RetryPolicy != nil {
			tries := action.RetryPolicy.NumRetries.GetValue()
			info.Retries = &tries
		}
		action.RetryPolicy, action.HashPolicy = nil, nil
	}
	said := base64.StdEncoding.EncodeToString(must(json.Marshal(info)))
	one.ResponseHeadersToAdd = append(one.ResponseHeadersToAdd, &core.HeaderValueOption{
		Header: &core.HeaderValue{Key: "x-truth", Value: said},
	}, audited)
}

// What an AUDIT sets for the access log.
var audited = &core.HeaderValueOption{
	Header: &core.HeaderValue{Key: "x-audited", Value: "%DYNAMIC_METADATA(envoy.common:access_log_hint)%"},
}

// asking has an external authorizer be one that lets all pass, and says that it was asked.
func (r *rewritten) asking(filter *hcm.HttpFilter, echo *echo) *hcm.HttpFilter {
	config := &authz.ExtAuthz{}
	if filter.GetTypedConfig().UnmarshalTo(config) != nil {
		return filter
	}
	asked := config.GetHttpService().GetServerUri().GetCluster()
	if grpc := config.GetGrpcService().GetEnvoyGrpc(); grpc != nil {
		asked = grpc.ClusterName
	}
	full := r.prefix + "authorizer " + asked
	if r.used[full] == nil {
		r.used[full] = static(full)
		r.used[full].LoadAssignment.Endpoints = at(echo.address(asked, false), echo.port)
	}
	config.Services = &authz.ExtAuthz_HttpService{HttpService: &authz.HttpService{
		ServerUri: &core.HttpUri{
			Uri: "http://authorizer", HttpUpstreamType: &core.HttpUri_Cluster{Cluster: full}, Timeout: durationpb.New(time.Second),
		},
		AuthorizationResponse: &authz.AuthorizationResponse{AllowedUpstreamHeaders: &matcher.ListStringMatcher{
			Patterns: []*matcher.StringMatcher{{MatchPattern: &matcher.StringMatcher_Exact{Exact: "x-echo"}}},
		}},
	}}
	return &hcm.HttpFilter{Name: filter.Name, ConfigType: &hcm.HttpFilter_TypedConfig{TypedConfig: must(anypb.New(config))}}
}

func (r *rewritten) share(name string, weight float64) share {
	return share{name, weight, r.alive[name]}
}

func percentOf(fraction *envoytype.FractionalPercent) float64 {
	per := map[envoytype.FractionalPercent_DenominatorType]float64{0: 100, 1: 10_000, 2: 1_000_000}[fraction.Denominator]
	return float64(fraction.Numerator) / per * 100
}

// faults are read, and those taken out that cost time or are left to chance.
func (r *rewritten) faults(one *route.Route, info *taken) {
	const name = "envoy.filters.http.fault"
	config := &fault.HTTPFault{}
	raw := one.TypedPerFilterConfig[name]
	if raw == nil || raw.UnmarshalTo(config) != nil {
		return
	}
	if delay := config.Delay; delay != nil {
		info.Delay = &faultShare{Percent: percentOf(delay.Percentage), Fixed: delay.GetFixedDelay().AsDuration().String()}
		config.Delay = nil
	}
	if abort := config.Abort; abort != nil {
		info.Abort = &faultShare{Percent: percentOf(abort.Percentage), Status: abort.GetHttpStatus(), Grpc: abort.GetGrpcStatus()}
		if info.Abort.Percent < 100 {
			config.Abort = nil
		}
	}
	one.TypedPerFilterConfig[name] = must(anypb.New(config))
}

// tcp sends connections to an upstream that says where they would have gone.
func (r *rewritten) tcp(proxy *tcp.TcpProxy, echo *echo) {
	info := taken{}
	if weighted := proxy.GetWeightedClusters(); weighted != nil {
		for _, each := range weighted.Clusters {
			info.Shares = append(info.Shares, r.share(each.Name, float64(each.Weight)))
		}
	} else {
		info.Shares = []share{r.share(proxy.GetCluster(), 1)}
	}
	said := string(must(json.Marshal(info)))
	address := echo.address(said, true)
	name := r.prefix + address
	proxy.ClusterSpecifier = &tcp.TcpProxy_Cluster{Cluster: name}
	proxy.AccessLog, proxy.HashPolicy, proxy.TunnelingConfig, proxy.OnDemand = nil, nil, nil, nil
	r.used[name] = static(name)
	r.used[name].LoadAssignment.Endpoints = at(address, echo.port)
}
