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

	"istio.io/istio/pilot/pkg/model"
)

const listenerPort = 20000

// parts are the proxies of one mesh, with every address moved to loopback.
type parts struct {
	id        int
	istiod    *istiod
	clusters  []*anypb.Any
	listeners []*anypb.Any
	proxies   map[string]*rewritten
	// Proxies that make connections, by pod.
	callers map[string]*caller
}

// rewritten is one proxy: where its listeners went, and how it reaches services.
type rewritten struct {
	prefix string
	// Original `address:port` to loopback address.
	listeners map[string]string
	// Clusters with an endpoint.
	alive  map[string]bool
	routes map[string]*route.RouteConfiguration
	// Clusters of Envoy's own that something kept here leads to.
	used map[string]*cluster.Cluster
}

func (m *mesh) rewrite(d *istiod, echo *echo, authority *authority) *parts {
	p := &parts{id: m.ID, istiod: d, proxies: map[string]*rewritten{}, callers: map[string]*caller{}}
	asked := map[string][]*ask{}
	for i := range m.Asks {
		one := &m.Asks[i]
		if d.pods[one.Proxy] != nil && !d.isBare(one) {
			asked[one.Proxy] = append(asked[one.Proxy], one)
		}
		if pod := d.pods[one.Caller]; pod != nil && p.callers[one.Caller] == nil {
			p.callers[one.Caller] = newCaller(d, pod, one.CallerGateway)
		}
	}
	for name, all := range asked {
		p.proxies[name] = p.proxy(d, all, echo, authority)
	}
	return p
}

// proxy of a pod, with those of its listeners that are asked.
func (p *parts) proxy(d *istiod, asked []*ask, echo *echo, authority *authority) *rewritten {
	first := asked[0]
	node := d.proxy(d.pods[first.Proxy], first.Gateway)
	r := &rewritten{
		prefix:    fmt.Sprintf("%d/%s/", p.id, first.Proxy),
		listeners: map[string]string{}, alive: map[string]bool{},
		routes: map[string]*route.RouteConfiguration{}, used: map[string]*cluster.Cluster{},
	}
	filled := map[string]bool{}
	for _, assignment := range d.Endpoints(node) {
		for _, group := range assignment.Endpoints {
			filled[assignment.ClusterName] = filled[assignment.ClusterName] || len(group.LbEndpoints) > 0
		}
	}
	for _, one := range d.Clusters(node) {
		r.alive[one.Name] = one.GetType() != cluster.Cluster_EDS && one.Name != "BlackHoleCluster" || filled[one.Name]
	}
	all := d.Listeners(node)
	for _, config := range d.RoutesFromListeners(node, all) {
		r.routes[config.Name] = config
	}
	byAddress := map[string]*listener.Listener{}
	for _, one := range all {
		for _, key := range addressesOf(one) {
			byAddress[key] = one
		}
	}
	wanted := map[*listener.Listener]bool{}
	for _, one := range asked {
		for _, key := range p.keys(one) {
			if found := byAddress[key]; found != nil {
				wanted[found] = true
				break
			}
		}
	}
	identity := d.identityOf(node)
	for one := range wanted {
		p.listeners = append(p.listeners, must(anypb.New(r.listener(one, echo, authority, identity))))
	}
	for _, one := range r.used {
		p.clusters = append(p.clusters, must(anypb.New(one)))
	}
	return r
}

func (d *istiod) identityOf(node *model.Proxy) string {
	return fmt.Sprintf("%s/ns/%s/sa/%s", d.Env().Mesh().TrustDomain, node.Metadata.Namespace, node.Metadata.ServiceAccount)
}

// reached is the name that a cluster has here. It has one endpoint, the echo at an address of its own; or none, where there would be
// none. One that the proxy does not know is not made.
func (r *rewritten) reached(name string, echo *echo) string {
	full := r.prefix + name
	alive, known := r.alive[name]
	if !known || r.used[full] != nil {
		return full
	}
	c := static(full)
	if alive {
		c.LoadAssignment.Endpoints = at(echo.address(name, false), echo.port)
	}
	r.used[full] = c
	return full
}

func static(name string) *cluster.Cluster {
	return &cluster.Cluster{
		Name:                 name,
		ClusterDiscoveryType: &cluster.Cluster_Type{Type: cluster.Cluster_STATIC},
		LoadAssignment:       &endpoint.ClusterLoadAssignment{ClusterName: name},
	}
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

// addressesOf are those of a listener, each as `address:port`.
func addressesOf(l *listener.Listener) (keys []string) {
	where := l.Address.GetSocketAddress()
	if where == nil || where.Protocol == core.SocketAddress_UDP {
		return nil
	}
	keys = append(keys, fmt.Sprintf("%s:%d", where.Address, where.GetPortValue()))
	for _, more := range l.AdditionalAddresses {
		if other := more.Address.GetSocketAddress(); other != nil {
			keys = append(keys, fmt.Sprintf("%s:%d", other.Address, other.GetPortValue()))
		}
	}
	return keys
}

// listener is the same on a loopback address, told by the PROXY protocol which address was meant and who connects.
func (r *rewritten) listener(l *listener.Listener, echo *echo, authority *authority, identity string) *listener.Listener {
	address := echo.address("", false)
	for _, key := range addressesOf(l) {
		r.listeners[key] = address
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
		r.chain(chain, echo, authority, identity)
	}
	return l
}

// chain keeps what decides about a connection: TLS, policies and where it goes.
func (r *rewritten) chain(chain *listener.FilterChain, echo *echo, authority *authority, identity string) {
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
			r.http(manager, echo)
			config = must(anypb.New(manager))
		case config.MessageIs(proxy):
			_ = config.UnmarshalTo(proxy)
			r.tcp(proxy, echo)
			config = must(anypb.New(proxy))
		case config.GetTypeUrl() != "type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC":
			continue
		}
		kept = append(kept, &listener.Filter{Name: filter.Name, ConfigType: &listener.Filter_TypedConfig{TypedConfig: config}})
	}
	chain.Filters = kept
}
