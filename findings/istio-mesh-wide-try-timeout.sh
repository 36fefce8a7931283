#!/usr/bin/env bash
# Istio 1.31: a perTryTimeout in the mesh configuration holds for every route, although its own documentation says that it cannot be set there.
#
# The comment of `defaultHttpRetryPolicy` in istio.io/api names perTryTimeout as the one setting that this field does not take. It reaches
# Envoy, for every service without retries of its own: whoever set it and read the comment has tries that end unseen, and callers in a
# whole mesh can be made to give up an endpoint that takes requests and never answers.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "retries: 2 each at most 3s".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"
	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

const web = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}
`

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	if err := test.Wrap(func(t test.Failer) {
		config := mesh.DefaultMeshConfig()
		config.DefaultHttpRetryPolicy = &networking.HTTPRetry{Attempts: 2, PerTryTimeout: durationpb.New(3 * time.Second)}
		s := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjectString: web, MeshConfig: config})
		proxy := s.SetupProxy(&model.Proxy{ConfigNamespace: "shop", Metadata: &model.NodeMetadata{Namespace: "shop"}})
		for _, table := range s.Routes(proxy) {
			for _, host := range table.VirtualHosts {
				for _, route := range host.Routes {
					if policy := route.GetRoute().GetRetryPolicy(); policy != nil {
						fmt.Println("retries:", policy.NumRetries.Value, "each at most", policy.PerTryTimeout.AsDuration())
					}
				}
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
retries: 2 each at most 3s
SEEN
