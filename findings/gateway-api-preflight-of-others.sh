#!/usr/bin/env bash
# Istio 1.31: a browser's preflight from an origin that is not allowed goes on to the service by a VirtualService; by an HTTPRoute the proxy answers it.
#
# The same origin is allowed by corsPolicy of one and by the CORS filter of the other. What other origins ask with OPTIONS is forwarded in
# Istio's API, so that a service with CORS of its own still decides; with the Gateway API Envoy answers it with 200 and without headers,
# and the service never sees it. Moving a route from one API to the other changes who answers.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "VirtualService forwards other preflights: true", "HTTPRoute forwards other preflights: false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	cors "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/cors/v3"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const service = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
`

const istio = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web.shop.svc.cluster.local]
  http:
  - corsPolicy: {allowOrigins: [{exact: "https://a.example"}], allowMethods: [GET]}
    route: [{destination: {host: web.shop.svc.cluster.local}}]
`

const gatewayAPI = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: web}]
  rules:
  - filters: [{type: CORS, cors: {allowOrigins: ["https://a.example"], allowMethods: [GET]}}]
    backendRefs: [{name: web, port: 80}]
`

func seen(what, objects, config string) {
	if err := test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: objects, ConfigString: config})
		proxy := s.SetupProxy(&model.Proxy{ConfigNamespace: "shop", Metadata: &model.NodeMetadata{Namespace: "shop"}})
		for _, table := range s.Routes(proxy) {
			for _, host := range table.VirtualHosts {
				for _, route := range host.Routes {
					policy := &cors.CorsPolicy{}
					if packed := route.TypedPerFilterConfig["envoy.filters.http.cors"]; packed != nil && packed.UnmarshalTo(policy) == nil {
						forward := policy.ForwardNotMatchingPreflights
						fmt.Println(what, "forwards other preflights:", forward == nil || forward.Value)
					}
				}
			}
		}
	}); err != nil {
		panic(err)
	}
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	clear(gatewayapi.MinimumCRDVersions)
	seen("VirtualService", service, istio)
	seen("HTTPRoute", service+gatewayAPI, "")
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
VirtualService forwards other preflights: true
HTTPRoute forwards other preflights: false
SEEN
