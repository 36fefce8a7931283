package main

import (
	"fmt"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	auth "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/types/known/anypb"
)

const listenerPort = 20000

// parts are the proxies of one mesh, with every address moved to loopback.
type parts struct {
	id        int
	istiod    *istiod
	clusters  []*anypb.Any
	listeners []*anypb.Any
	proxies   map[string]*rewritten
}

// rewritten is one proxy: where its listeners went, and how it reaches services.
type rewritten struct {
	prefix string
	// Original `address:port` to loopback address.
	listeners map[string]string
	// How its connections to a cluster are secured: auto, mutual, simple, none.
	security map[string]string
	// Clusters with an endpoint.
	alive  map[string]bool
	routes map[string]*route.RouteConfiguration
}

func (m *mesh) rewrite(d *istiod, echo *echo, authority *authority) *parts {
	p := &parts{id: m.ID, istiod: d, proxies: map[string]*rewritten{}}
	for _, one := range m.Asks {
		pod := d.pods[one.Proxy]
		if p.proxies[one.Proxy] != nil || pod == nil {
			continue
		}
		p.proxies[one.Proxy] = p.proxy(d, one, echo, authority)
	}
	return p
}

func (p *parts) proxy(d *istiod, one ask, echo *echo, authority *authority) *rewritten {
	node := d.proxy(d.pods[one.Proxy], one.Gateway)
	prefix := fmt.Sprintf("%d/%s/", p.id, one.Proxy)
	r := &rewritten{prefix, map[string]string{}, map[string]string{}, map[string]bool{}, map[string]*route.RouteConfiguration{}}
	filled := map[string]bool{}
	for _, assignment := range d.Endpoints(node) {
		for _, group := range assignment.Endpoints {
			filled[assignment.ClusterName] = filled[assignment.ClusterName] || len(group.LbEndpoints) > 0
		}
	}
	for _, one := range d.Clusters(node) {
		r.alive[one.Name] = one.GetType() != cluster.Cluster_EDS && one.Name != "BlackHoleCluster" || filled[one.Name]
		r.security[one.Name] = securityOf(one)
		p.clusters = append(p.clusters, must(anypb.New(r.cluster(one.Name, echo))))
	}
	all := d.Listeners(node)
	for _, config := range d.RoutesFromListeners(node, all) {
		r.routes[config.Name] = config
	}
	identity := fmt.Sprintf("cluster.local/ns/%s/sa/%s", node.Metadata.Namespace, node.Metadata.ServiceAccount)
	for _, one := range all {
		if made := r.listener(one, echo, authority, identity); made != nil {
			p.clusters = append(p.clusters, made.clusters...)
			p.listeners = append(p.listeners, must(anypb.New(made.listener)))
		}
	}
	return r
}

// cluster has one endpoint, the echo at an address of its own; or none, where there would be none.
func (r *rewritten) cluster(name string, echo *echo) *cluster.Cluster {
	c := &cluster.Cluster{
		Name:                 r.prefix + name,
		ClusterDiscoveryType: &cluster.Cluster_Type{Type: cluster.Cluster_STATIC},
		LoadAssignment:       &endpoint.ClusterLoadAssignment{ClusterName: r.prefix + name},
	}
	if r.alive[name] {
		c.LoadAssignment.Endpoints = at(echo.address(name, false), echo.port)
	}
	return c
}

func at(address string, port int) []*endpoint.LocalityLbEndpoints {
	return []*endpoint.LocalityLbEndpoints{{LbEndpoints: []*endpoint.LbEndpoint{{
		HostIdentifier: &endpoint.LbEndpoint_Endpoint{Endpoint: &endpoint.Endpoint{Address: socket(address, port)}},
	}}}}
}

func socket(address string, port int) *core.Address {
	return &core.Address{Address: &core.Address_SocketAddress{SocketAddress: &core.SocketAddress{
		Address: address, PortSpecifier: &core.SocketAddress_PortValue{PortValue: uint32(port)},
	}}}
}

// securityOf is how Envoy would secure connections of a cluster.
func securityOf(c *cluster.Cluster) string {
	if len(c.TransportSocketMatches) > 0 {
		return "auto"
	}
	config := &auth.UpstreamTlsContext{}
	if c.TransportSocket == nil || c.TransportSocket.GetTypedConfig().UnmarshalTo(config) != nil {
		return "none"
	}
	for _, secret := range config.CommonTlsContext.GetTlsCertificateSdsSecretConfigs() {
		if secret.Name == "default" {
			return "mutual"
		}
	}
	return "simple"
}

type madeListener struct {
	listener *listener.Listener
	clusters []*anypb.Any
}

// listener is the same on a loopback address, told by the PROXY protocol which address was meant and who connects.
func (r *rewritten) listener(l *listener.Listener, echo *echo, authority *authority, identity string) *madeListener {
	where := l.Address.GetSocketAddress()
	if where == nil || where.Protocol == core.SocketAddress_UDP {
		return nil
	}
	made := &madeListener{listener: l}
	address := echo.address("", false)
	r.listeners[fmt.Sprintf("%s:%d", where.Address, where.GetPortValue())] = address
	for _, more := range l.AdditionalAddresses {
		if other := more.Address.GetSocketAddress(); other != nil {
			r.listeners[fmt.Sprintf("%s:%d", other.Address, other.GetPortValue())] = address
		}
	}
	l.Name, l.Address, l.AdditionalAddresses = r.prefix+l.Name, socket(address, listenerPort), nil
	l.UseOriginalDst, l.BindToPort, l.EnableReusePort, l.AccessLog = nil, nil, nil, nil
	filters := []*listener.ListenerFilter{proxyProtocol}
	for _, filter := range l.ListenerFilters {
		if filter.Name != "envoy.filters.listener.original_dst" && filter.Name != "envoy.filters.listener.proxy_protocol" {
			filters = append(filters, filter)
		}
	}
	l.ListenerFilters = filters
	chains := l.FilterChains
	if l.DefaultFilterChain != nil {
		chains = append(chains[:len(chains):len(chains)], l.DefaultFilterChain)
	}
	for _, chain := range chains {
		r.chain(chain, made, echo, authority, identity)
	}
	return made
}

// chain keeps what decides about a connection: TLS, policies and where it goes.
func (r *rewritten) chain(chain *listener.FilterChain, made *madeListener, echo *echo, authority *authority, identity string) {
	server := &auth.DownstreamTlsContext{}
	if chain.TransportSocket != nil && chain.TransportSocket.GetTypedConfig().UnmarshalTo(server) == nil {
		authority.given(server.CommonTlsContext, identity)
		chain.TransportSocket.ConfigType = &core.TransportSocket_TypedConfig{TypedConfig: must(anypb.New(server))}
	}
	var kept []*listener.Filter
	for _, filter := range chain.Filters {
		manager, proxy := &hcm.HttpConnectionManager{}, &tcp.TcpProxy{}
		config := filter.GetTypedConfig()
		switch {
		case config.MessageIs(manager):
			_ = config.UnmarshalTo(manager)
			r.http(manager, identity)
			config = must(anypb.New(manager))
		case config.MessageIs(proxy):
			_ = config.UnmarshalTo(proxy)
			made.clusters = append(made.clusters, r.tcp(proxy, echo))
			config = must(anypb.New(proxy))
		case config.GetTypeUrl() != "type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC":
			continue
		}
		kept = append(kept, &listener.Filter{Name: filter.Name, ConfigType: &listener.Filter_TypedConfig{TypedConfig: config}})
	}
	chain.Filters = kept
}
