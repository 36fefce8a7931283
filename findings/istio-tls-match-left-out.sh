#!/usr/bin/env bash
# Istio 1.31: of two TLS matches at a gateway with one name in common, the second is dropped with all of its names, also those that it has alone.
#
# One would expect that only the repeated name goes to the first rule. istiod's validation and its webhook take the VirtualService below, and
# istiod logs a warning; the gateway then has no filter chain for pay.example.com, and a client of it is not answered.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "valid true", "443 cart.example.com", and nothing for pay.example.com.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/validation"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 443, name: tls, protocol: TLS}
    hosts: ["*.example.com"]
    tls: {mode: PASSTHROUGH}
`

const route = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: ["*.example.com"]
  gateways: [front]
  tls:
  - match: [{sniHosts: [cart.example.com]}]
    route: [{destination: {host: cart.shop.svc.cluster.local, port: {number: 443}}}]
  - match: [{sniHosts: [cart.example.com, pay.example.com]}]
    route: [{destination: {host: pay.shop.svc.cluster.local, port: {number: 443}}}]
`

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	parsed, _, err := crd.ParseInputs(route)
	if err != nil {
		panic(err)
	}
	_, err = validation.ValidateVirtualService(parsed[0])
	fmt.Println("valid", err == nil)
	labels := map[string]string{"istio": "ingressgateway"}
	if err := test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{ConfigString: gateway + "---" + route})
		proxy := s.SetupProxy(&model.Proxy{
			Type: model.Router, ConfigNamespace: "shop", IPAddresses: []string{"10.2.0.9"}, Labels: labels,
			Metadata: &model.NodeMetadata{Namespace: "shop", Labels: labels},
		})
		for _, listener := range s.Listeners(proxy) {
			for _, chain := range listener.FilterChains {
				fmt.Println(listener.GetAddress().GetSocketAddress().GetPortValue(), strings.Join(chain.GetFilterChainMatch().GetServerNames(), " "))
			}
		}
	}); err != nil {
		panic(err)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
valid true
443 cart.example.com
SEEN
