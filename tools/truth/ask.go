package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// ask is one request, or connection, to a proxy.
type ask struct {
	// Proxy is the pod, `<namespace>/<name>`.
	Proxy   string `json:"proxy"`
	Gateway bool   `json:"gateway"`
	// Inbound: to the pod's own port Port, as other pods connect to it.
	Inbound bool `json:"inbound"`
	// To is a Service, `<namespace>/<name>`, or an address.
	To   string `json:"to"`
	Port int    `json:"port"`
	// Protocol is http, https, tls or tcp.
	Protocol string      `json:"protocol"`
	SNI      string      `json:"sni"`
	Host     string      `json:"host"`
	Method   string      `json:"method"`
	Path     string      `json:"path"`
	Headers  [][2]string `json:"headers"`
	// Source is the address that connects.
	Source string `json:"source"`
	// Identity with which a client begins mutual TLS, `<trust domain>/ns/<namespace>/sa/<name>`.
	Identity string `json:"identity"`
	// Caller is a pod whose proxy makes the connection to Service and Port: it decides whether it is mutual TLS.
	Caller  string `json:"caller"`
	Cluster string `json:"cluster"`
}

// answer is what came of it.
type answer struct {
	Error    string `json:"error,omitempty"`
	Status   int    `json:"status,omitempty"`
	Location string `json:"location,omitempty"`
	Flags    string `json:"flags,omitempty"`
	// Security with which the caller's proxy connects.
	Security string `json:"security,omitempty"`
	Taken    *taken `json:"taken,omitempty"`
	Heard    *heard `json:"heard,omitempty"`
}

func (a *ask) run(p *parts, authority *authority, echo *echo) (res answer) {
	r := p.proxies[a.Proxy]
	if r == nil {
		return answer{Error: "no pod " + a.Proxy}
	}
	conn, err := a.connect(p, r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if a.Protocol == "tcp" && a.Identity == "" {
		return a.stream(conn)
	}
	if a.Protocol == "tls" {
		return a.hello(conn)
	}
	if a.Protocol == "https" || a.Identity != "" {
		secure := tls.Client(conn, a.client(authority))
		if err := secure.Handshake(); err != nil {
			return answer{Error: "TLS: " + err.Error()}
		}
		conn = secure
	}
	if a.Protocol == "tcp" {
		return a.stream(conn)
	}
	return a.request(conn)
}

func (a *ask) client(authority *authority) *tls.Config {
	config := &tls.Config{InsecureSkipVerify: true, ServerName: a.SNI}
	if a.Identity != "" {
		config.Certificates = []tls.Certificate{authority.identity(a.Identity).tls}
		config.NextProtos = []string{"istio"}
		if a.Protocol == "http" {
			config.NextProtos = []string{"istio-http/1.1", "istio"}
		}
	}
	return config
}

// connect reaches the listener that would take the connection in.
func (a *ask) connect(p *parts, r *rewritten) (net.Conn, error) {
	address, port := a.To, a.Port
	if service := p.istiod.services[a.To]; service != nil {
		address = service.Spec.ClusterIP
	}
	pod := p.istiod.pods[a.Proxy].Status.PodIP
	if a.Gateway {
		address, port = pod, p.podPort(a.Proxy, a.Port)
	}
	at := r.listeners[fmt.Sprintf("%s:%d", address, port)]
	if a.Inbound {
		address, at = pod, r.listeners["0.0.0.0:15006"]
	} else if at == "" {
		at = r.listeners[fmt.Sprintf("0.0.0.0:%d", port)]
	}
	if at == "" && !a.Gateway {
		at = r.listeners["0.0.0.0:15001"]
	}
	if at == "" {
		return nil, errors.New("refused: no listener")
	}
	conn, err := net.DialTimeout("tcp4", fmt.Sprintf("%s:%d", at, listenerPort), 5*time.Second)
	if err != nil {
		return nil, err
	}
	source := a.Source
	if source == "" {
		source = pod
		if a.Gateway || a.Inbound {
			source = "10.244.9.9"
		}
	}
	_, err = fmt.Fprintf(conn, "PROXY TCP4 %s %s 40000 %d\r\n", source, address, port)
	return conn, err
}

// podPort is the port of a gateway's pods that a port of their Service leads to.
func (p *parts) podPort(proxy string, number int) int {
	pod := p.istiod.pods[proxy]
	for _, service := range p.istiod.services {
		if service.Namespace != pod.Namespace || !selects(service.Spec.Selector, pod.Labels) {
			continue
		}
		for _, port := range service.Spec.Ports {
			if int(port.Port) == number && port.Protocol != corev1.ProtocolUDP {
				return targetPort(port)
			}
		}
	}
	return number
}

func (a *ask) request(conn net.Conn) (res answer) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.Method, a.Path, a.Host)
	for _, header := range a.Headers {
		fmt.Fprintf(&text, "%s: %s\r\n", header[0], header[1])
	}
	text.WriteString("Connection: close\r\n\r\n")
	if _, err := conn.Write(text.Bytes()); err != nil {
		return answer{Error: err.Error()}
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: a.Method})
	if err != nil {
		return answer{Error: "reset: " + err.Error()}
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	res.Status, res.Location = response.StatusCode, response.Header.Get("location")
	if said, err := base64.StdEncoding.DecodeString(response.Header.Get("x-truth")); err == nil && len(said) > 0 {
		res.Taken = &taken{}
		_ = json.Unmarshal(said, res.Taken)
	}
	if response.Header.Get("content-type") == "application/json" {
		res.Heard = &heard{}
		if json.Unmarshal(body, res.Heard) != nil || res.Heard.Method == "" {
			res.Heard = nil
		}
	}
	if res.Heard == nil {
		res.Flags = strings.TrimSpace(string(body))
	}
	return res
}

func (a *ask) stream(conn net.Conn) answer {
	_, _ = conn.Write([]byte("\x00\x01\x02\x03 not HTTP\n"))
	return said(conn)
}

func said(conn io.Reader) answer {
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return answer{Error: "reset: " + err.Error()}
	}
	info := &taken{}
	if err := json.Unmarshal(line, info); err != nil {
		return answer{Error: "not understood: " + string(line)}
	}
	return answer{Taken: info}
}

// hello begins TLS that nobody on the way ends, and reads what comes back.
func (a *ask) hello(conn net.Conn) answer {
	config := &tls.Config{InsecureSkipVerify: true, ServerName: a.SNI}
	listening := &recorder{Conn: conn}
	err := tls.Client(listening, config).Handshake()
	if found := said(&listening.read); found.Taken != nil {
		return found
	}
	return answer{Error: fmt.Sprint("reset: ", err)}
}

type recorder struct {
	net.Conn
	read bytes.Buffer
}

func (r *recorder) Read(into []byte) (int, error) {
	n, err := r.Conn.Read(into)
	r.read.Write(into[:n])
	return n, err
}
