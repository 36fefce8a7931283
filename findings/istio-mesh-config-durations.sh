#!/usr/bin/env bash
# Istio 1.31: durations of the mesh configuration are Go's ("1m30s"), while the same message in protobuf's own JSON takes seconds alone ("90s").
#
# istiod reads MeshConfig and ProxyConfig with the legacy package github.com/golang/protobuf/jsonpb, which parses durations as Go does. A check
# built on the current protojson (or on protobuf's JSON in another language) refuses "1m30s", which istiod takes, and one that was
# built on istiod's reader passes what other readers of the same file refuse. A bare number is refused by both.
#
# Versions: istio.io/api v1.31.0-rc.0.0.20260824154656-b943409680a7, github.com/golang/protobuf v1.5.4, google.golang.org/protobuf v1.36.11.
# Seen: "1m30s legacy 1m30s", "1m30s current refused", "90s legacy 1m30s", "90s current 1m30s", "90 legacy refused", "90 current refused".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/golang/protobuf/jsonpb"
	legacy "github.com/golang/protobuf/proto"
	"google.golang.org/protobuf/encoding/protojson"
	mesh "istio.io/api/mesh/v1alpha1"
)

func main() {
	for _, text := range []string{"1m30s", "90s", "90"} {
		document := fmt.Sprintf(`{"connectTimeout": %q}`, text)
		readers := []struct {
			name string
			read func(*mesh.MeshConfig) error
		}{
			{"legacy", func(m *mesh.MeshConfig) error { return jsonpb.UnmarshalString(document, legacy.MessageV1(m)) }},
			{"current", func(m *mesh.MeshConfig) error { return protojson.Unmarshal([]byte(document), m) }},
		}
		for _, reader := range readers {
			config := &mesh.MeshConfig{}
			seen := "refused"
			if reader.read(config) == nil {
				seen = config.ConnectTimeout.AsDuration().String()
			}
			fmt.Println(text, reader.name, seen)
		}
	}
}
GO
go mod init finding >/dev/null 2>&1
go get istio.io/api@v1.31.0-rc.0.0.20260824154656-b943409680a7 github.com/golang/protobuf@v1.5.4 google.golang.org/protobuf@v1.36.11 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
diff <(go run -p 2 .) - <<'SEEN'
1m30s legacy 1m30s
1m30s current refused
90s legacy 1m30s
90s current 1m30s
90 legacy refused
90 current refused
SEEN
