package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// echo is every upstream at once: Envoy reaches each by a loopback address of its own, by which it knows who is meant.
type echo struct {
	port int
	mu   sync.Mutex
	// Addresses 127.<block>.0.1 on are this process's alone, as long as it holds the last one.
	block byte
	held  net.Listener
	next  netip.Addr
	names map[netip.Addr]upstream
}

type upstream struct {
	name string
	// It says its name to whoever sends anything: for connections of which Envoy reads nothing.
	speaks bool
}

// heard is what a service behind Envoy sees of a request.
type heard struct {
	Cluster string              `json:"cluster"`
	Path    string              `json:"path"`
	Host    string              `json:"host"`
	Method  string              `json:"method"`
	Headers map[string][]string `json:"headers"`
}

func newEcho() *echo {
	e := &echo{names: map[netip.Addr]upstream{}}
	e.block, e.held = freeBlock()
	e.next = e.address0()
	listener := must(net.Listen("tcp4", "0.0.0.0:0"))
	e.port = listener.Addr().(*net.TCPAddr).Port
	incoming := &splitListener{Listener: listener, conns: make(chan net.Conn)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if who := e.at(conn); who.speaks {
				go speak(conn, who.name)
				continue
			}
			incoming.conns <- conn
		}
	}()
	server := &http.Server{Handler: http.HandlerFunc(e.answer)}
	go func() { _ = server.Serve(incoming) }()
	return e
}

func (e *echo) address0() netip.Addr { return netip.AddrFrom4([4]byte{127, e.block, 0, 1}) }

// freeBlock is one that no other process like this one has: two Envoys may listen on one address, and share its connections.
func freeBlock() (byte, net.Listener) {
	for block := 80; block < 250; block++ {
		if held, err := net.Listen("tcp4", fmt.Sprintf("127.%d.255.255:%d", block, listenerPort)); err == nil {
			return byte(block), held
		}
	}
	panic("every block of loopback addresses is taken")
}

// speak says a name to who says anything: Envoy asks policies when the client sends, and passes on before what the server says.
// Then it reads until the other end closes: closed with something unread, a connection is reset.
func speak(conn net.Conn, name string) {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		_, _ = conn.Write([]byte(name + "\n"))
	}
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
}

type splitListener struct {
	net.Listener
	conns chan net.Conn
}

func (l *splitListener) Accept() (net.Conn, error) { return <-l.conns, nil }

func (e *echo) at(conn net.Conn) upstream {
	address := conn.LocalAddr().(*net.TCPAddr).AddrPort().Addr().Unmap()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.names[address]
}

// address is a new one, by which an upstream is reached, or on which a listener of Envoy is.
func (e *echo) address(name string, speaks bool) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.next = e.next.Next(); e.next.As4()[2] == 255 {
		e.next = e.address0()
	}
	e.names[e.next] = upstream{name, speaks}
	return e.next.String()
}

func (e *echo) answer(w http.ResponseWriter, r *http.Request) {
	local := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr).AddrPort().Addr().Unmap()
	e.mu.Lock()
	who := e.names[local]
	e.mu.Unlock()
	w.Header().Set("content-type", "application/json")
	w.Header().Set("x-echo", who.name)
	_ = json.NewEncoder(w).Encode(heard{who.name, r.RequestURI, r.Host, r.Method, r.Header})
}
