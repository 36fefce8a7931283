#!/usr/bin/env bash
# kustomize 5.7: `kustomize build` (and `kubectl apply -k`) writes webhooks behind Deployments, whatever the order of the resources.
#
# An injector's MutatingWebhookConfiguration that lies first in the file comes last, after the workloads whose pods it is to change: at a first
# apply those pods start without sidecars. The order of the file is kept only with `sortOptions: {order: fifo}`; the Go library's
# MakeDefaultOptions keeps it, so that a program and the command differ.
#
# Versions: sigs.k8s.io/kustomize/kustomize/v5 v5.7.1, Go 1.26.
# Seen: "default: Namespace Deployment MutatingWebhookConfiguration", "fifo: MutatingWebhookConfiguration Namespace Deployment".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
GOBIN="$folder" go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1 2>/dev/null
cat >all.yaml <<'YAML'
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: injector}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
YAML
kinds() { echo "$1:" $(./kustomize build . | sed -n 's/^kind: //p'); }
echo 'resources: [all.yaml]' >kustomization.yaml
by_default=$(kinds default)
echo 'sortOptions: {order: fifo}' >>kustomization.yaml
diff <(echo "$by_default"; kinds fifo) - <<'SEEN'
default: Namespace Deployment MutatingWebhookConfiguration
fifo: MutatingWebhookConfiguration Namespace Deployment
SEEN
