#!/usr/bin/env bash
# Istio 1.31: a match on the caller's namespace, added to a rule beside one that fits everybody, takes its target from callers that have a Sidecar.
#
# A rule applies where any of its matches does, so {sourceNamespace: shop} beside {uri: {prefix: /new}} should change nothing for callers of
# another namespace. Their Sidecar lists web alone, and istiod adds what web's routes lead to by itself; but once any match of a rule names a
# namespace, it adds the rule's targets for callers of that one only. The route stays, its cluster does not exist, and the caller gets 503.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "one match: routed to canary true, canary known true", "one more match, for callers of shop: routed to canary true, canary known false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const services = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: canary, namespace: shop}
spec: {clusterIP: 10.1.0.2, ports: [{name: http, port: 80}]}
`

const config = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: front}
spec: {egress: [{hosts: [shop/web.shop.svc.cluster.local]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web.shop.svc.cluster.local]
  http:
  - match: [%s{uri: {prefix: /new}}]
    route: [{destination: {host: canary.shop.svc.cluster.local}}]
`

func seen(what, match string) {
	if err := test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: services, ConfigString: fmt.Sprintf(config, match)})
		proxy := s.SetupProxy(&model.Proxy{ConfigNamespace: "front", Metadata: &model.NodeMetadata{Namespace: "front"}})
		routed, known := false, false
		for _, table := range s.Routes(proxy) {
			for _, host := range table.VirtualHosts {
				for _, route := range host.Routes {
					routed = routed || strings.HasSuffix(route.GetRoute().GetCluster(), "|canary.shop.svc.cluster.local")
				}
			}
		}
		for _, cluster := range s.Clusters(proxy) {
			known = known || strings.HasSuffix(cluster.Name, "|canary.shop.svc.cluster.local")
		}
		fmt.Println(what, fmt.Sprintf("routed to canary %t, canary known %t", routed, known))
	}); err != nil {
		panic(err)
	}
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	seen("one match:", "")
	seen("one more match, for callers of shop:", "{sourceNamespace: shop}, ")
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
one match: routed to canary true, canary known true
one more match, for callers of shop: routed to canary true, canary known false
SEEN
