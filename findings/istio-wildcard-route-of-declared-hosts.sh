#!/usr/bin/env bash
# Istio 1.31: a VirtualService for *.example.com is for every such name in a sidecar, until a ServiceEntry declares one of them; then for that alone.
#
# The hosts of a VirtualService are replaced by the services that they hold. Only where they hold none, they are taken for names of their own, so that
# declaring a.example.com takes the rules away from requests to b.example.com: what a team adds for one host changes all the others.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "no host declared: *.example.com", "a.example.com declared: a.example.com".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"sort"
	"strings"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const wildcard = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: outside, namespace: shop}
spec:
  hosts: ["*.example.com"]
  http: [{fault: {abort: {httpStatus: 418, percentage: {value: 100}}}, route: [{destination: {host: web.shop.svc.cluster.local}}]}]
`

const declared = `
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a, namespace: shop}
spec: {hosts: [a.example.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}
`

const web = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
`

func seen(what, config string) {
	if err := test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: web, ConfigString: config})
		proxy := s.SetupProxy(&model.Proxy{ConfigNamespace: "shop", Metadata: &model.NodeMetadata{Namespace: "shop"}})
		var domains []string
		for _, table := range s.Routes(proxy) {
			if table.Name == "80" {
				for _, host := range table.VirtualHosts {
					for _, d := range host.Domains {
						if strings.HasSuffix(d, "example.com") {
							domains = append(domains, d)
						}
					}
				}
			}
		}
		sort.Strings(domains)
		fmt.Println(what, strings.Join(domains, " "))
	}); err != nil {
		panic(err)
	}
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	seen("no host declared:", wildcard)
	seen("a.example.com declared:", wildcard+declared)
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
no host declared: *.example.com
a.example.com declared: a.example.com
SEEN
