#!/usr/bin/env bash
# Istio 1.31: a WorkloadGroup's readiness probe may be `grpc` by the API and its CRD, but istiod's validation refuses every one.
#
# WorkloadGroup.spec.probe has httpGet, tcpSocket, exec and grpc, as a pod's probe has, and the CRD's schema takes each. istiod's validation (of its
# webhook and of istioctl) knows three: a gRPC probe is refused as an unknown method of checking, whatever is in it.
#
# Versions: istio.io/istio v0.0.0-20260827124520-eed52ebb66ad (of the branch of 1.31), Go 1.26.
# Seen: "tcpSocket accepted", "httpGet accepted", "exec accepted", "grpc refused".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/config/validation"
)

func main() {
	probes := []struct {
		name  string
		probe *v1alpha3.ReadinessProbe
	}{
		{"tcpSocket", &v1alpha3.ReadinessProbe{HealthCheckMethod: &v1alpha3.ReadinessProbe_TcpSocket{
			TcpSocket: &v1alpha3.TCPHealthCheckConfig{Port: 8080}}}},
		{"httpGet", &v1alpha3.ReadinessProbe{HealthCheckMethod: &v1alpha3.ReadinessProbe_HttpGet{
			HttpGet: &v1alpha3.HTTPHealthCheckConfig{Path: "/ready", Port: 8080}}}},
		{"exec", &v1alpha3.ReadinessProbe{HealthCheckMethod: &v1alpha3.ReadinessProbe_Exec{
			Exec: &v1alpha3.ExecHealthCheckConfig{Command: []string{"true"}}}}},
		{"grpc", &v1alpha3.ReadinessProbe{HealthCheckMethod: &v1alpha3.ReadinessProbe_Grpc{
			Grpc: &v1alpha3.GrpcHealthCheckConfig{Port: 8080}}}},
	}
	for _, one := range probes {
		group := config.Config{
			Meta: config.Meta{GroupVersionKind: gvk.WorkloadGroup, Name: "vms", Namespace: "shop"},
			Spec: &v1alpha3.WorkloadGroup{Template: &v1alpha3.WorkloadEntry{ServiceAccount: "shop"}, Probe: one.probe},
		}
		_, err := validation.ValidateWorkloadGroup(group)
		seen := "accepted"
		if err != nil {
			seen = "refused"
		}
		fmt.Println(one.name, seen)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 .) - <<'SEEN'
tcpSocket accepted
httpGet accepted
exec accepted
grpc refused
SEEN
