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
	// Caller is a pod whose proxy makes the connection, of its cluster Cluster: it decides how that is secured.
	Caller        string `json:"caller"`
	CallerGateway bool   `json:"callerGateway"`
	Cluster       string `json:"cluster"`
}

// answer is what came of it.
type answer struct {
	Error    string `json:"error,omitempty"`
	Status   int    `json:"status,omitempty"`
	Location string `json:"location,omitempty"`
	Flags    string `json:"flags,omitempty"`
	// Security with which the caller's proxy connects.
	Security string `json:"security,omitempty"`
	// Audited by a policy.
	Audited bool   `json:"audited,omitempty"`
	Taken   *taken `json:"taken,omitempty"`
	Heard   *heard `json:"heard,omitempty"`
}

// isBare: the pod that is asked has no proxy.
func (d *istiod) isBare(a *ask) bool {
	return a.Inbound && d.pods[a.Proxy].Labels["security.istio.io/tlsMode"] == ""
}

func (a *ask) run(p *parts, authority *authority, echo *echo) (res answer) {
	identity := a.Identity
	if c := p.callers[a.Caller]; c != nil {
		res.Security = c.begins(a.Cluster, p.istiod.pods[a.Proxy].Status.PodIP)
		if res.Security == "mutual" {
			identity, a.SNI = c.identity, c.sni[a.Cluster]
		}
	}
	failed := func(err error) answer {
		res.Error = err.Error()
		return res
	}
	conn, err := a.connect(p, echo)
	if err != nil {
		return failed(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if a.Protocol == "tls" {
		a.hello(conn, &res)
		return res
	}
	if a.Protocol == "https" || identity != "" || res.Security == "simple" {
		listening := &recorder{Conn: conn}
		secure := tls.Client(listening, a.client(authority, identity))
		if err := secure.Handshake(); err != nil {
			// Perhaps nobody on the way ends TLS; of Istio's own, nothing behind a proxy does.
			if said(&listening.read, &res); res.Taken == nil || identity != "" {
				res.Taken, res.Error = nil, "TLS: "+err.Error()
			}
			return res
		}
		conn = secure
	}
	if a.Protocol == "tcp" {
		_, _ = conn.Write([]byte("\x00\x01\x02\x03 not HTTP\n"))
		said(conn, &res)
		return res
	}
	a.request(conn, &res)
	return res
}

func (a *ask) client(authority *authority, identity string) *tls.Config {
	config := &tls.Config{InsecureSkipVerify: true, ServerName: a.SNI}
	if identity != "" {
		config.Certificates = []tls.Certificate{authority.identity(identity).tls}
		config.NextProtos = []string{"istio"}
		if a.Protocol == "http" {
			config.NextProtos = []string{"istio-http/1.1", "istio"}
		}
	}
	return config
}

// meant is the address that the connection is made to.
func (p *parts) meant(a *ask) (address string, port int) {
	pod := p.istiod.pods[a.Proxy].Status.PodIP
	if a.Gateway {
		return pod, p.podPort(a.Proxy, a.Port)
	}
	if a.Inbound {
		return pod, a.Port
	}
	if service := p.istiod.services[a.To]; service != nil {
		return service.Spec.ClusterIP, a.Port
	}
	return a.To, a.Port
}

// keys of listeners that would take the connection in, the first that there is.
func (p *parts) keys(a *ask) []string {
	if a.Inbound {
		return []string{"0.0.0.0:15006"}
	}
	address, port := p.meant(a)
	keys := []string{fmt.Sprintf("%s:%d", address, port), fmt.Sprintf("0.0.0.0:%d", port)}
	if a.Gateway {
		return keys
	}
	return append(keys, "0.0.0.0:15001")
}

// connect reaches the listener that would take the connection in; of a pod without a proxy, what is in it.
func (a *ask) connect(p *parts, echo *echo) (net.Conn, error) {
	pod := p.istiod.pods[a.Proxy]
	if pod == nil {
		return nil, errors.New("no pod " + a.Proxy)
	}
	if p.istiod.isBare(a) {
		return net.Dial("tcp4", fmt.Sprintf("%s:%d", echo.address(`{}`, a.Protocol == "tcp"), echo.port))
	}
	at := ""
	for _, key := range p.keys(a) {
		if at == "" {
			at = p.proxies[a.Proxy].listeners[key]
		}
	}
	if at == "" {
		return nil, errors.New("refused: no listener")
	}
	dialer := net.Dialer{Timeout: 5 * time.Second}
	if ip := net.ParseIP(a.Source); ip.IsLoopback() {
		// For policies about the connection's other end, which no PROXY protocol changes.
		dialer.LocalAddr = &net.TCPAddr{IP: ip}
	}
	conn, err := dialer.Dial("tcp4", fmt.Sprintf("%s:%d", at, listenerPort))
	if err != nil {
		return nil, err
	}
	source := a.Source
	if source == "" {
		source = pod.Status.PodIP
		if a.Gateway || a.Inbound {
			source = "10.244.9.9"
		}
	}
	address, port := p.meant(a)
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

func (a *ask) request(conn net.Conn, res *answer) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.Method, a.Path, a.Host)
	for _, header := range a.Headers {
		fmt.Fprintf(&text, "%s: %s\r\n", header[0], header[1])
	}
	text.WriteString("Connection: close\r\n\r\n")
	if _, err := conn.Write(text.Bytes()); err != nil {
		res.Error = err.Error()
		return
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: a.Method})
	if err != nil {
		res.Error = "reset: " + err.Error()
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	res.Status, res.Location = response.StatusCode, response.Header.Get("location")
	res.Audited = response.Header.Get("x-audited") == "true"
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
}

func said(conn io.Reader, res *answer) {
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		res.Error = "reset: " + err.Error()
		return
	}
	res.Error = ""
	info := &taken{}
	if err := json.Unmarshal(line, info); err != nil {
		res.Error = "not understood: " + string(line)
		return
	}
	res.Taken = info
}

// hello begins TLS, and reads what comes back, mostly of one who does not end it.
func (a *ask) hello(conn net.Conn, res *answer) {
	config := &tls.Config{InsecureSkipVerify: true, ServerName: a.SNI}
	listening := &recorder{Conn: conn}
	secure := tls.Client(listening, config)
	err := secure.Handshake()
	if err == nil {
		// Somebody did end it.
		_, _ = secure.Write([]byte("hello\n"))
		said(secure, res)
		return
	}
	if said(&listening.read, res); res.Taken == nil {
		res.Error = fmt.Sprint("reset: ", err)
	}
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
