// Reads Kubernetes objects as JSON, one a line, and answers each with what istiod's webhook has against it: an error, and warnings.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	"istio.io/istio/pkg/config/validation/agent"
	"istio.io/istio/pkg/log"
)

type verdict struct {
	Refused string `json:"refused,omitempty"`
	Warned  string `json:"warned,omitempty"`
}

func judge(line []byte) (v verdict) {
	object := crd.IstioKind{}
	if err := json.Unmarshal(line, &object); err != nil {
		return verdict{Refused: err.Error()}
	}
	switch object.Kind {
	case "MeshConfig":
		return settings(object)
	case "MeshNetworks":
		return networks(object)
	}
	gvk := object.GroupVersionKind()
	schema, known := collections.Pilot.FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&gvk))
	if !known {
		return verdict{Refused: "no kind " + gvk.String()}
	}
	cfg, err := crd.ConvertObject(schema, &object, "cluster.local")
	if err != nil {
		return verdict{Refused: err.Error()}
	}
	warning, err := schema.ValidateConfig(*cfg)
	if err != nil {
		v.Refused = err.Error()
	}
	if warning != nil {
		v.Warned = warning.Error()
	}
	return v
}

// settings judges a mesh configuration as istiod does when it reads one, on top of its own defaults. What is wrong with a provider it says
// in its log alone.
func settings(object crd.IstioKind) (v verdict) {
	yaml, _ := json.Marshal(object.Spec)
	logged()
	defer func() {
		if said := logged(); v.Warned == "" {
			v.Warned = said
		}
	}()
	config, err := mesh.ApplyMeshConfig(string(yaml), mesh.DefaultMeshConfig())
	if err != nil {
		return verdict{Refused: err.Error()}
	}
	if warning, _ := agent.ValidateMeshConfig(config); warning != nil {
		v.Warned = warning.Error()
	}
	return v
}

func networks(object crd.IstioKind) verdict {
	yaml, _ := json.Marshal(object.Spec)
	if _, err := mesh.ParseMeshNetworks(string(yaml)); err != nil {
		return verdict{Refused: err.Error()}
	}
	return verdict{}
}

var journal *os.File

// logged is what istiod's log says of invalid settings since it was asked last.
func logged() string {
	text, _ := io.ReadAll(journal)
	return string(text)
}

// listen leads what validation logs into a file; all else is silent.
func listen() error {
	file, err := os.CreateTemp("", "validation")
	if err != nil {
		return err
	}
	journal = file
	defer os.Remove(file.Name())
	options := log.DefaultOptions()
	options.OutputPaths = []string{file.Name()}
	if err := log.Configure(options); err != nil {
		return err
	}
	for name, scope := range log.Scopes() {
		if name != "validation" {
			scope.SetOutputLevel(log.NoneLevel)
		}
	}
	return nil
}

func main() {
	if err := listen(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		if err := out.Encode(judge(in.Bytes())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
