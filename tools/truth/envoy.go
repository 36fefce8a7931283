package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/anypb"
)

const (
	clusterType  = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
	listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener"
)

// envoy is one process that serves the proxies of several meshes at once; this program is its control plane.
type envoy struct {
	discovery.UnimplementedAggregatedDiscoveryServiceServer
	echo    *echo
	process *exec.Cmd
	stream  discovery.AggregatedDiscoveryService_StreamAggregatedResourcesServer
	acks    chan *discovery.DiscoveryRequest
	ready   chan struct{}
	waiting chan waiting
	mu      sync.Mutex
	version int
	served  map[int]*parts
}

func startEnvoy(program string, echo *echo) (*envoy, error) {
	e := &envoy{
		echo: echo, acks: make(chan *discovery.DiscoveryRequest, 16), ready: make(chan struct{}),
		waiting: make(chan waiting, 16), served: map[int]*parts{},
	}
	control := must(net.Listen("tcp4", "127.0.0.1:0"))
	server := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(server, e)
	go func() { _ = server.Serve(control) }()
	bootstrap := fmt.Sprintf(`
node: {id: truth, cluster: truth}
dynamic_resources:
  ads_config: {api_type: GRPC, transport_api_version: V3, grpc_services: [{envoy_grpc: {cluster_name: control}}]}
  cds_config: {ads: {}, resource_api_version: V3}
  lds_config: {ads: {}, resource_api_version: V3}
static_resources:
  clusters:
  - name: control
    type: STATIC
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: {http2_protocol_options: {}}
    load_assignment:
      cluster_name: control
      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]
`, control.Addr().(*net.TCPAddr).Port)
	folder := must(os.MkdirTemp("", "truth"))
	file := filepath.Join(folder, "bootstrap.yaml")
	if err := os.WriteFile(file, []byte(bootstrap), 0o600); err != nil {
		return nil, err
	}
	e.process = exec.Command(program, "-c", file, "--concurrency", "1", "--drain-time-s", "1", "--drain-strategy", "immediate",
		"--disable-hot-restart", "-l", "critical")
	e.process.Stderr = os.Stderr
	// It ends with this program, however that ends.
	e.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := e.process.Start(); err != nil {
		return nil, err
	}
	select {
	case <-e.ready:
		_ = os.RemoveAll(folder)
		go e.pushes()
		return e, nil
	case <-time.After(time.Minute):
		return nil, fmt.Errorf("Envoy does not connect to its control plane within a minute")
	}
}

func (e *envoy) stop() { _ = e.process.Process.Kill() }

// StreamAggregatedResources is the one stream on which Envoy asks for what it runs with.
func (e *envoy) StreamAggregatedResources(stream discovery.AggregatedDiscoveryService_StreamAggregatedResourcesServer) error {
	e.stream = stream
	begun := false
	for {
		request, err := stream.Recv()
		if err != nil {
			return err
		}
		if !begun {
			begun = true
			close(e.ready)
		}
		if request.ResponseNonce != "" {
			e.acks <- request
		}
	}
}

// push sends everything of one type, and returns what Envoy has against it.
func (e *envoy) push(kind string, resources []*anypb.Any) string {
	e.version++
	version := fmt.Sprint(e.version)
	response := &discovery.DiscoveryResponse{VersionInfo: version, Nonce: version, TypeUrl: kind, Resources: resources}
	if err := e.stream.Send(response); err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	for {
		select {
		case ack := <-e.acks:
			if ack.ResponseNonce == version {
				return ack.GetErrorDetail().GetMessage()
			}
		case <-ctx.Done():
			return "Envoy did not answer"
		}
	}
}

// pushAll brings Envoy up to date: clusters before the listeners that name them.
func (e *envoy) pushAll() string {
	var clusters, listeners []*anypb.Any
	e.mu.Lock()
	for _, one := range e.served {
		clusters = append(clusters, one.clusters...)
		listeners = append(listeners, one.listeners...)
	}
	e.mu.Unlock()
	return strings.TrimSpace(e.push(clusterType, clusters) + "\n" + e.push(listenerType, listeners))
}

type waiting struct {
	parts *parts
	// What Envoy has against them.
	rejected chan string
}

// pushes brings Envoy up to date again and again, each time with all that waits.
func (e *envoy) pushes() {
	for first := range e.waiting {
		all := []waiting{first}
		for more := true; more; {
			select {
			case next := <-e.waiting:
				all = append(all, next)
			default:
				more = false
			}
		}
		e.mu.Lock()
		for _, one := range all {
			e.served[one.parts.id] = one.parts
		}
		e.mu.Unlock()
		rejected := e.pushAll()
		for _, one := range all {
			// Whatever is refused is named, and every name begins with the number of its mesh.
			if names(rejected, one.parts.id) || !strings.Contains(rejected, "/") {
				one.rejected <- rejected
			} else {
				one.rejected <- ""
			}
		}
	}
}

// names: the text has a name of the mesh: its number begins one, and is not the end of another number, or of a version.
func names(text string, id int) bool {
	return regexp.MustCompile(fmt.Sprintf(`(^|[^0-9A-Za-z-])%d/`, id)).MatchString(text)
}

// serve has Envoy run with the parts until they are released, and returns what it has against them.
func (e *envoy) serve(p *parts) (rejected string, release func()) {
	one := waiting{p, make(chan string, 1)}
	e.waiting <- one
	return <-one.rejected, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.served, p.id)
	}
}
