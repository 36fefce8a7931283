// Opens every port in every network namespace, and tries each from each: the pairs that connect are printed.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// End is where connections begin and arrive: a network namespace, or none for this program's own, which is asked by nobody.
type End struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Address   string `json:"address"`
}

// Asked comes on standard input.
type Asked struct {
	Ends []End `json:"ends"`
	TCP  []int `json:"tcp"`
	UDP  []int `json:"udp"`
}

// Reached goes to standard output.
type Reached struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Protocol string `json:"protocol"`
	Port     int    `json:"port"`
}

const (
	// A refusal comes at once as an ICMP message; only a busy machine needs that long.
	patience = 2 * time.Second
	tries    = 2
)

func main() {
	var asked Asked
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	for _, end := range asked.Ends {
		if end.Namespace != "" {
			within(end, func() { listen(end, asked) })
		}
	}
	var all sync.WaitGroup
	found := make([][]Reached, len(asked.Ends))
	for i, from := range asked.Ends {
		all.Add(1)
		go func() {
			defer all.Done()
			within(from, func() { found[i] = reachedBy(from, asked) })
		}()
	}
	all.Wait()
	encoder := json.NewEncoder(os.Stdout)
	for _, some := range found {
		for _, one := range some {
			must(encoder.Encode(one))
		}
	}
}

// A thread that has entered a namespace never serves anything else: it ends with its goroutine.
func within(end End, work func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if end.Namespace != "" {
			place, err := os.Open("/run/netns/" + end.Namespace)
			must(err)
			defer place.Close()
			must(unix.Setns(int(place.Fd()), unix.CLONE_NEWNET))
		}
		work()
	}()
	<-done
}

func listen(end End, asked Asked) {
	for _, port := range asked.TCP {
		listener, err := net.Listen("tcp4", fmt.Sprintf("%s:%d", end.Address, port))
		must(err)
		go func() {
			for {
				connection, err := listener.Accept()
				must(err)
				connection.Close()
			}
		}()
	}
	for _, port := range asked.UDP {
		listener, err := net.ListenPacket("udp4", fmt.Sprintf("%s:%d", end.Address, port))
		must(err)
		go func() {
			packet := make([]byte, 16)
			for {
				size, from, err := listener.ReadFrom(packet)
				must(err)
				listener.WriteTo(packet[:size], from)
			}
		}()
	}
}

func reachedBy(from End, asked Asked) (found []Reached) {
	for _, to := range asked.Ends {
		if to.Namespace == "" || to.Name == from.Name {
			continue
		}
		for _, port := range asked.TCP {
			if answers("tcp4", to, port) {
				found = append(found, Reached{from.Name, to.Name, "TCP", port})
			}
		}
		for _, port := range asked.UDP {
			if answers("udp4", to, port) {
				found = append(found, Reached{from.Name, to.Name, "UDP", port})
			}
		}
	}
	return found
}

// What is refused is not asked again; what was not answered is.
func answers(network string, to End, port int) bool {
	for range tries {
		isAnswered, err := answersOnce(network, fmt.Sprintf("%s:%d", to.Address, port))
		if isAnswered {
			return true
		}
		if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
			return false
		}
	}
	return false
}

func answersOnce(network, address string) (bool, error) {
	connection, err := (&net.Dialer{Timeout: patience}).Dial(network, address)
	if err != nil {
		return false, err
	}
	defer connection.Close()
	if tcp, ok := connection.(*net.TCPConn); ok {
		tcp.SetLinger(0)
		return true, nil
	}
	connection.SetDeadline(time.Now().Add(patience))
	if _, err := connection.Write([]byte("?")); err != nil {
		return false, err
	}
	_, err = connection.Read(make([]byte, 16))
	return err == nil, err
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
