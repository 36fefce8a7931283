#!/usr/bin/env bash
# Kubernetes 1.35: `kubectl apply` of a PodDisruptionBudget that is already there as it is says "configured", every time, and not "unchanged".
#
# kubectl says "unchanged" when its three-way merge makes an empty patch. `spec.selector` of this one kind is marked `patchStrategy: replace`
# (k8s.io/api/policy/v1), and a field that is replaced is sent again whatever it holds, so the patch is never empty, although the server then
# stores nothing and `kubectl diff` shows nothing. Whoever reads "configured" as drift (scripts, pipelines) sees it at every run; the same
# selector of a Deployment makes an empty patch. Server-side apply has no such patch.
#
# Versions: k8s.io/api and k8s.io/apimachinery v0.35.4.
# Seen: 'Deployment {}' and 'PodDisruptionBudget {"spec":{"selector":{"matchLabels":{"app":"web"}}}}'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	apps "k8s.io/api/apps/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

func main() {
	for _, kind := range []struct {
		name   string
		object any
	}{{"Deployment", apps.Deployment{}}, {"PodDisruptionBudget", policy.PodDisruptionBudget{}}} {
		meta, err := strategicpatch.NewPatchMetaFromStruct(kind.object)
		if err != nil {
			panic(err)
		}
		// What was applied before, what is applied now, and what the server has are one and the same.
		same := []byte(`{"spec": {"selector": {"matchLabels": {"app": "web"}}}}`)
		patch, err := strategicpatch.CreateThreeWayMergePatch(same, same, same, meta, true)
		if err != nil {
			panic(err)
		}
		fmt.Println(kind.name, string(patch))
	}
}
GO
go mod init finding >/dev/null 2>&1
go get k8s.io/api@v0.35.4 k8s.io/apimachinery@v0.35.4 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 .) - <<'SEEN'
Deployment {}
PodDisruptionBudget {"spec":{"selector":{"matchLabels":{"app":"web"}}}}
SEEN
