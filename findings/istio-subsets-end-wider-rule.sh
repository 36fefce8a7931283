#!/usr/bin/env bash
# Istio 1.31: a DestinationRule that only names subsets of a service takes the mesh-wide outlier detection from it.
#
# A rule for *.local in the root namespace has outlier detection for all, on which failover between regions depends. Once a service has any rule
# of its own, the wider one does not count for it at all: nothing is merged, and a failing endpoint is never taken out again.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: true for outbound|80||web with the wide rule alone, false for it and for outbound|80|v1|web once web has subsets.
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

const web = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
`

const wide = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: wide, namespace: istio-system}
spec: {host: "*.local", trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}}
`

const own = `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: shop}
spec: {host: web.shop.svc.cluster.local, subsets: [{name: v1, labels: {version: v1}}]}
`

func seen(what, config string) {
	if err := test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: web, ConfigString: config})
		proxy := s.SetupProxy(&model.Proxy{ConfigNamespace: "shop", Metadata: &model.NodeMetadata{Namespace: "shop"}})
		for _, cluster := range s.Clusters(proxy) {
			if strings.HasPrefix(cluster.Name, "outbound|80|") && strings.HasSuffix(cluster.Name, "web.shop.svc.cluster.local") {
				fmt.Println(what, cluster.Name, "takes out failing endpoints:", cluster.OutlierDetection != nil)
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
	seen("mesh-wide rule:", wide)
	seen("and subsets of web:", wide+own)
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
mesh-wide rule: outbound|80||web.shop.svc.cluster.local takes out failing endpoints: true
and subsets of web: outbound|80||web.shop.svc.cluster.local takes out failing endpoints: false
and subsets of web: outbound|80|v1|web.shop.svc.cluster.local takes out failing endpoints: false
SEEN
