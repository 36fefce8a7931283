// Reads meshes as JSON, one a line, and answers each with what istiod makes of its objects and what a real Envoy, which runs with
// that, does with requests. The first argument is the Envoy program.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/log"
)

// mesh is one line of the input.
type mesh struct {
	ID int `json:"id"`
	// Objects are Kubernetes objects, as they would be applied.
	Objects []json.RawMessage `json:"objects"`
	// MeshConfig is what istiod's own configuration sets in place of Istio's defaults.
	MeshConfig json.RawMessage `json:"meshConfig"`
	Asks       []ask           `json:"asks"`
	// Measure names pods whose configuration is measured, and nothing is asked.
	Measure []string `json:"measure"`
}

// result is one line of the output.
type result struct {
	ID      int       `json:"id"`
	Error   string    `json:"error,omitempty"`
	Refused []refusal `json:"refused,omitempty"`
	// Rejected is why Envoy took a part of the configuration not.
	Rejected string   `json:"rejected,omitempty"`
	Answers  []answer `json:"answers"`
	Sizes    []size   `json:"sizes,omitempty"`
}

// refusal is what istiod's validation has against an object.
type refusal struct {
	Object string `json:"object"`
	Reason string `json:"reason"`
}

func main() {
	quiet := log.DefaultOptions()
	quiet.SetDefaultOutputLevel(log.OverrideScopeName, log.NoneLevel)
	quiet.SetDefaultOutputLevel(log.DefaultScopeName, log.NoneLevel)
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	// The resource definitions of the test's API server do not say their version; they are as new as need be.
	clear(gatewayapi.MinimumCRDVersions)
	authority := newAuthority()
	echo := newEcho()
	envoy, err := startEnvoy(os.Args[1], echo)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer envoy.stop()

	var writing sync.Mutex
	out := json.NewEncoder(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	atOnce := make(chan struct{}, 14)
	var running sync.WaitGroup
	for in.Scan() {
		var one mesh
		if err := json.Unmarshal(in.Bytes(), &one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		atOnce <- struct{}{}
		running.Add(1)
		go func() {
			defer func() { <-atOnce; running.Done() }()
			res := one.run(envoy, authority)
			writing.Lock()
			defer writing.Unlock()
			_ = out.Encode(res)
		}()
	}
	running.Wait()
}

// run makes the configuration of every proxy that is asked, and asks.
func (m *mesh) run(envoy *envoy, authority *authority) (res result) {
	res.ID = m.ID
	if len(m.Measure) > 0 {
		err := withIstiod(m, authority, func(d *istiod) {
			for _, pod := range m.Measure {
				res.Sizes = append(res.Sizes, d.measure(pod))
			}
		})
		if err != nil {
			res.Error = err.Error()
		}
		return res
	}
	res.Refused = m.validate()
	var parts *parts
	if err := withIstiod(m, authority, func(d *istiod) { parts = m.rewrite(d, envoy.echo, authority) }); err != nil {
		res.Error = err.Error()
		return res
	}
	rejected, release := envoy.serve(parts)
	defer release()
	res.Rejected = rejected
	res.Answers = make([]answer, len(m.Asks))
	for i := range m.Asks {
		res.Answers[i] = m.Asks[i].run(parts, authority, envoy.echo)
	}
	return res
}
