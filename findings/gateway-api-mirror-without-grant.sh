#!/usr/bin/env bash
# Istio 1.31: a mirror to another namespace without a ReferenceGrant costs an HTTPRoute its copies, and a GRPCRoute the whole rule.
#
# Both routes lead to a Service beside them, which needs no grant, and copy requests to one of another namespace, which needs one. At the gateway the
# HTTPRoute answers as before, without copies; of the GRPCRoute there is nothing, so that its clients are answered with 404.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: the four lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const services = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: grpc, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: edge-istio, namespace: shop}
spec: {clusterIP: 10.1.0.2, selector: {app: edge}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: copies, namespace: %[2]s}
spec: {clusterIP: 10.1.0.3, ports: [{name: grpc, port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: istio}
spec: {controllerName: istio.io/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: istio
  addresses: [{type: Hostname, value: edge-istio}]
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: %[1]s
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - backendRefs: [{name: web, port: 80}]
    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: copies, namespace: %[2]s, port: 80}}}]
`

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	clear(gatewayapi.MinimumCRDVersions)
	for _, kind := range []string{"HTTPRoute", "GRPCRoute"} {
		for _, namespace := range []string{"shop", "other"} {
			if err := test.Wrap(func(t test.Failer) {
				objects := fmt.Sprintf(services, kind, namespace)
				s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: objects})
				labels := map[string]string{"app": "edge", "gateway.networking.k8s.io/gateway-name": "edge"}
				gateway := s.SetupProxy(&model.Proxy{
					Type: model.Router, ConfigNamespace: "shop", IPAddresses: []string{"10.2.0.9"}, Labels: labels,
					Metadata: &model.NodeMetadata{Namespace: "shop", Labels: labels},
				})
				routes, mirrors := 0, 0
				for _, table := range s.Routes(gateway) {
					for _, host := range table.VirtualHosts {
						for _, one := range host.Routes {
							if action, ok := one.Action.(*route.Route_Route); ok {
								routes++
								mirrors += len(action.Route.RequestMirrorPolicies)
							}
						}
					}
				}
				fmt.Printf("%s, copies in %s: %d routes, %d mirrors\n", kind, namespace, routes, mirrors)
			}); err != nil {
				panic(err)
			}
		}
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
HTTPRoute, copies in shop: 1 routes, 1 mirrors
HTTPRoute, copies in other: 1 routes, 0 mirrors
GRPCRoute, copies in shop: 1 routes, 1 mirrors
GRPCRoute, copies in other: 0 routes, 0 mirrors
SEEN
