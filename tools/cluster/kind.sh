#!/usr/bin/env bash
# npm run test:kind: dist/ on a whole Kubernetes of its own. Needs Docker, kind and kubectl; KIND_IMAGE chooses the version.
set -euo pipefail
cd "$(dirname "$0")/../.."

name=cdk8s-istio-test
export KUBECONFIG=$PWD/.cache/kind.kubeconfig
mkdir -p .cache
trap 'kind delete cluster --name "$name"' EXIT
kind create cluster --name "$name" --kubeconfig "$KUBECONFIG" --wait 120s ${KIND_IMAGE:+--image "$KIND_IMAGE"}
npm run test:cluster
