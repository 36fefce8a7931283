#!/usr/bin/env bash
# Istio 1.31: a PeerAuthentication DISABLE for a namespace makes callers speak plain text also to pods whose own PeerAuthentication is STRICT.
#
# The callee's proxy follows the narrower policy and takes mutual TLS alone, as the documentation of precedence says. What callers do by
# themselves (automatic mutual TLS) is decided by the namespace's policy alone where that says DISABLE: their cluster for the service has no
# TLS, although the endpoint is labelled as one that speaks it. Each of the two objects is right by itself; together nobody reaches the pods.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "pods STRICT: caller may begin TLS true, callee takes plain text false",
# "pods STRICT, namespace DISABLE: caller may begin TLS false, callee takes plain text false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const pods = `
apiVersion: v1
kind: Service
metadata: {name: pay, namespace: shop}
spec: {clusterIP: 10.1.0.1, selector: {app: pay}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: pay, namespace: shop, labels: {app: pay, security.istio.io/tlsMode: istio}}
spec: {containers: [{name: pay, image: pay}]}
status: {phase: Running, podIP: 10.2.0.1, podIPs: [{ip: 10.2.0.1}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: pay, namespace: shop, labels: {kubernetes.io/service-name: pay}}
addressType: IPv4
endpoints: [{addresses: [10.2.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: pay, namespace: shop}}]
ports: [{name: http, port: 8080, protocol: TCP}]
`

const strict = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: pay, namespace: shop}
spec: {selector: {matchLabels: {app: pay}}, mtls: {mode: STRICT}}
`

const disabled = `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec: {mtls: {mode: DISABLE}}
`

func seen(what, config string) error {
	return test.Wrap(func(t test.Failer) {
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: pods, ConfigString: config})
		proxy := func(namespace, address string, labels map[string]string) *model.Proxy {
			return s.SetupProxy(&model.Proxy{
				ConfigNamespace: namespace, IPAddresses: []string{address}, Labels: labels,
				Metadata: &model.NodeMetadata{Namespace: namespace, Labels: labels},
			})
		}
		mayBegin, takesPlain := false, false
		for _, one := range s.Clusters(proxy("web", "10.2.0.9", nil)) {
			if one.Name == "outbound|80||pay.shop.svc.cluster.local" {
				mayBegin = one.TransportSocket != nil || len(one.TransportSocketMatches) > 0
			}
		}
		for _, one := range s.Listeners(proxy("shop", "10.2.0.1", map[string]string{"app": "pay"})) {
			if one.Name == "virtualInbound" {
				for _, chain := range one.FilterChains {
					if chain.GetFilterChainMatch().GetDestinationPort().GetValue() == 8080 {
						takesPlain = takesPlain || chain.TransportSocket == nil
					}
				}
			}
		}
		fmt.Printf("%s: caller may begin TLS %t, callee takes plain text %t\n", what, mayBegin, takesPlain)
	})
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	if err := seen("pods STRICT", strict); err != nil {
		panic(err)
	}
	if err := seen("pods STRICT, namespace DISABLE", strict+disabled); err != nil {
		panic(err)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 . 2>/dev/null) - <<'SEEN'
pods STRICT: caller may begin TLS true, callee takes plain text false
pods STRICT, namespace DISABLE: caller may begin TLS false, callee takes plain text false
SEEN
