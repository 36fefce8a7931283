#!/usr/bin/env bash
# Istio 1.31: of two HTTPRoutes of one age that match the same for a Service, the longer of two names that begin alike wins: cart-beta before cart.
#
# The Gateway API says that the first in alphabetical order of <namespace>/<name> wins, which is how istiod decides between apple and cart. It sorts
# by names to which something is appended, so that what follows "cart" is compared with the "-" of "cart-beta". Routes that are applied
# from one file mostly are of one age.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "of cart and cart-beta: cart-beta", "of apple and cart: apple".
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
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const kubernetes = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: one, namespace: shop}
spec: {clusterIP: 10.1.0.2, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: two, namespace: shop}
spec: {clusterIP: 10.1.0.3, ports: [{name: http, port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: %[1]s, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
spec:
  parentRefs: [{group: "", kind: Service, name: web}]
  rules: [{backendRefs: [{name: one, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: %[2]s, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
spec:
  parentRefs: [{group: "", kind: Service, name: web}]
  rules: [{backendRefs: [{name: two, port: 80}]}]
`

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	for _, names := range [][2]string{{"cart", "cart-beta"}, {"apple", "cart"}} {
		if err := test.Wrap(func(t test.Failer) {
			objects := fmt.Sprintf(kubernetes, names[0], names[1])
			s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: objects})
			sidecar := s.SetupProxy(&model.Proxy{ConfigNamespace: "shop", Metadata: &model.NodeMetadata{Namespace: "shop"}})
			for _, table := range s.Routes(sidecar) {
				for _, host := range table.VirtualHosts {
					if host.Name == "web.shop.svc.cluster.local:80" {
						cluster := host.Routes[0].GetAction().(*route.Route_Route).Route.GetCluster()
						winner := map[string]string{"outbound|80||one.shop.svc.cluster.local": names[0], "outbound|80||two.shop.svc.cluster.local": names[1]}
						fmt.Printf("of %s and %s: %s\n", names[0], names[1], winner[cluster])
					}
				}
			}
		}); err != nil {
			panic(err)
		}
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
of cart and cart-beta: cart-beta
of apple and cart: apple
SEEN
