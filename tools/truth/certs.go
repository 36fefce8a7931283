package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/url"
	"sync"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	auth "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
)

// authority signs the identities of workloads, as istiod's own does.
type authority struct {
	root   *x509.Certificate
	key    *ecdsa.PrivateKey
	pem    []byte
	mu     sync.Mutex
	signed map[string]*identity
}

// identity is a certificate with a SPIFFE name, in the forms that a client and Envoy take.
type identity struct {
	tls       tls.Certificate
	cert, key []byte
}

func newAuthority() *authority {
	key := newKey()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{Organization: []string{"cluster.local"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der := must(x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key))
	return &authority{root: root, key: key, pem: pemOf("CERTIFICATE", der), signed: map[string]*identity{}}
}

func newKey() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// identity signs `spiffe://<name>`.
func (a *authority) identity(name string) *identity {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.signed[name]; known != nil {
		return known
	}
	key := newKey()
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(a.signed) + 2)), URIs: []*url.URL{must(url.Parse("spiffe://" + name))},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der := must(x509.CreateCertificate(rand.Reader, leaf, a.root, &key.PublicKey, a.key))
	made := &identity{
		tls:  tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		cert: pemOf("CERTIFICATE", der), key: pemOf("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key))),
	}
	a.signed[name] = made
	return made
}

func inline(data []byte) *core.DataSource {
	return &core.DataSource{Specifier: &core.DataSource_InlineBytes{InlineBytes: data}}
}

// given puts a server's certificate, and the authority, in place of what the proxy's agent would deliver.
func (a *authority) given(to *auth.CommonTlsContext, name string) {
	own := a.identity(name)
	to.TlsCertificateSdsSecretConfigs = nil
	to.TlsCertificates = []*auth.TlsCertificate{{CertificateChain: inline(own.cert), PrivateKey: inline(own.key)}}
	checks := to.GetValidationContext()
	if combined := to.GetCombinedValidationContext(); combined != nil {
		checks = combined.DefaultValidationContext
	} else if to.GetValidationContextSdsSecretConfig() == nil && checks == nil {
		return
	}
	if checks == nil {
		checks = &auth.CertificateValidationContext{}
	}
	checks.TrustedCa = inline(a.pem)
	to.ValidationContextType = &auth.CommonTlsContext_ValidationContext{ValidationContext: checks}
}
