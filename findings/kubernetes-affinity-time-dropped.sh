#!/usr/bin/env bash
# Kubernetes 1.35: a Service with sessionAffinityConfig and without sessionAffinity is taken, and the configuration is gone.
#
# The validation of Services forbids the one without the other, so that one expects a refusal. It is never reached: defaults come first, set
# sessionAffinity to None, and drop the configuration. The server answers "created", with strict field validation too.
#
# Versions: k8s.io/kubernetes v1.35.4, Go 1.26.
# Seen: "after defaults: None nil", "validation of what was sent: spec.sessionAffinityConfig Forbidden".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/apis/core"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	"k8s.io/kubernetes/pkg/apis/core/validation"
)

func service() *v1.Service {
	seconds := int32(60)
	service := &v1.Service{}
	service.Name, service.Namespace = "web", "shop"
	service.Spec = v1.ServiceSpec{
		Ports:                 []v1.ServicePort{{Port: 80}},
		SessionAffinityConfig: &v1.SessionAffinityConfig{ClientIP: &v1.ClientIPConfig{TimeoutSeconds: &seconds}},
	}
	return service
}

func main() {
	one := service()
	defaults.SetObjectDefaults_Service(one)
	fmt.Println("after defaults:", one.Spec.SessionAffinity, one.Spec.SessionAffinityConfig)

	// Put back, it is what validation would have refused.
	one.Spec.SessionAffinityConfig = service().Spec.SessionAffinityConfig
	internal := &core.Service{}
	if err := defaults.Convert_v1_Service_To_core_Service(one, internal, nil); err != nil {
		panic(err)
	}
	for _, problem := range validation.ValidateServiceCreate(internal) {
		fmt.Println("validation of what was sent:", problem.Field, problem.Type)
	}
}
GO
module=$(go mod download -json k8s.io/kubernetes@v1.35.4 | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
go mod init finding >/dev/null 2>&1
go mod edit -require k8s.io/kubernetes@v1.35.4
# Its go.mod has its parts beside it, which are published one by one.
for part in $(sed -n 's/^[[:space:]]*\(k8s\.io\/[a-z-]*\) => \.\/staging.*/\1/p' "$module"); do
  go mod edit -replace "$part=$part@v0.35.4"
done
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 .) - <<'SEEN'
after defaults: None nil
validation of what was sent: spec.sessionAffinityConfig Forbidden
SEEN
