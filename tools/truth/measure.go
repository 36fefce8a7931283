package main

import (
	"time"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"google.golang.org/protobuf/proto"
)

// size is the configuration of one proxy.
type size struct {
	Bytes int `json:"bytes"`
	// Seconds that istiod takes to make it.
	Seconds float64 `json:"seconds"`
}

// measure makes all that the sidecar of a pod is told.
func (d *istiod) measure(pod string) (res size) {
	begin := time.Now()
	node := d.proxy(d.pods[pod], false)
	clusters, endpoints, listeners := d.Clusters(node), d.Endpoints(node), d.Listeners(node)
	routes := d.RoutesFromListeners(node, listeners)
	res.Seconds = time.Since(begin).Seconds()
	res.Bytes = bytesOf[*cluster.Cluster](clusters) + bytesOf[*endpoint.ClusterLoadAssignment](endpoints) +
		bytesOf[*listener.Listener](listeners) + bytesOf[*route.RouteConfiguration](routes)
	return res
}

func bytesOf[T proto.Message](all []T) (sum int) {
	for _, one := range all {
		sum += proto.Size(one)
	}
	return sum
}
