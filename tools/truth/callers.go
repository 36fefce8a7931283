package main

import (
	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	auth "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	corev1 "k8s.io/api/core/v1"
)

// caller is the proxy of a pod, as far as it begins connections.
type caller struct {
	identity string
	// How connections to a cluster are secured: auto, mutual, simple, none.
	security map[string]string
	// The name in TLS that connections of a cluster have.
	sni map[string]string
	// Endpoints of a cluster that take mutual TLS where it is automatic, by address.
	takes map[string]map[string]bool
}

func newCaller(d *istiod, pod *corev1.Pod, gateway bool) *caller {
	node := d.proxy(pod, gateway)
	c := &caller{d.identityOf(node), map[string]string{}, map[string]string{}, map[string]map[string]bool{}}
	for _, one := range d.Clusters(node) {
		c.security[one.Name], c.sni[one.Name] = securityOf(one)
	}
	for _, assignment := range d.Endpoints(node) {
		takes := map[string]bool{}
		c.takes[assignment.ClusterName] = takes
		for _, group := range assignment.Endpoints {
			for _, one := range group.LbEndpoints {
				mode := one.GetMetadata().GetFilterMetadata()["envoy.transport_socket_match"].GetFields()["tlsMode"]
				takes[one.GetEndpoint().GetAddress().GetSocketAddress().GetAddress()] = mode.GetStringValue() == "istio"
			}
		}
	}
	return c
}

// begins is how the connection to an address of a cluster is secured: mutual, simple, none.
func (c *caller) begins(name, address string) string {
	found := c.security[name]
	if found != "auto" {
		return found
	}
	if c.takes[name][address] {
		return "mutual"
	}
	return "none"
}

// securityOf is how Envoy would secure connections of a cluster, and the name that it would give in TLS.
func securityOf(c *cluster.Cluster) (kind, sni string) {
	socket := c.TransportSocket
	for _, match := range c.TransportSocketMatches {
		if match.Name == "tlsMode-istio" {
			socket = match.TransportSocket
		}
	}
	config := &auth.UpstreamTlsContext{}
	if socket == nil || socket.GetTypedConfig().UnmarshalTo(config) != nil {
		return "none", ""
	}
	if len(c.TransportSocketMatches) > 0 {
		return "auto", config.Sni
	}
	for _, secret := range config.CommonTlsContext.GetTlsCertificateSdsSecretConfigs() {
		if secret.Name == "default" {
			return "mutual", config.Sni
		}
	}
	return "simple", config.Sni
}
