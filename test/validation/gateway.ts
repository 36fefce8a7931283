import { rows, withMetadata } from './row';

const one = (more: object = {}, port: object = {}) => ({
  port: { number: 80, name: 'http', protocol: 'HTTP', ...port },
  hosts: ['a.example.com'],
  ...more,
});
const gateway = (...servers: readonly object[]) => ({ selector: { istio: 'ingressgateway' }, servers });
const server = (more: object = {}, port: object = {}) => gateway(one(more, port));
const tls = (settings: object, more: object = {}) =>
  server({ tls: settings, ...more }, { number: 443, name: 'https', protocol: 'HTTPS' });
const files = { serverCertificate: '/c.pem', privateKey: '/k.pem' };
const list = [files];
const mesh = { mode: 'ISTIO_MUTUAL' };
const simple = { mode: 'SIMPLE', credentialName: 'c' };

export const GATEWAY = rows('Gateway', {
  ValidateGateway: [
    [
      'its name is a DNS label',
      'MESH976',
      withMetadata({ name: 'a.b' }, server()),
      withMetadata({ name: 'a-b' }, server()),
    ],
    ['it has a server', 'MESH976', gateway(), server()],
    ['no server is null', 'IST0106', { selector: {}, servers: [null] }, server()],
    [
      'ports of servers have names of their own',
      'MESH976',
      gateway(one(), one({}, { number: 81 })),
      gateway(one(), one({}, { number: 81, name: 'b' })),
    ],
    [
      'httpsRedirect is for servers of HTTP',
      'MESH904',
      tls({ ...simple, httpsRedirect: true }),
      server({ tls: { httpsRedirect: true } }),
      'warns',
    ],
  ],
  validateServer: [
    ['it serves a host', 'MESH976', server({ hosts: [] }), server()],
    ['HTTPS and TLS have TLS settings', 'MESH976', server({}, { protocol: 'HTTPS' }), tls(simple)],
    ['HTTP has none, but to redirect', 'MESH976', server({ tls: simple }), server({ tls: { httpsRedirect: true } })],
    ['TCP has none', 'MESH976', server({ tls: simple }, { protocol: 'TCP' }), server({}, { protocol: 'TCP' })],
  ],
  ValidateNamespaceSlashWildcardHostname: [
    ['a host is no short name', 'MESH976', server({ hosts: ['web'] }), server({ hosts: ['web.shop'] })],
    [
      'a host is a DNS name, `*`, or an address',
      'MESH976',
      server({ hosts: ['a_b.example.com'] }),
      server({ hosts: ['10.0.0.1'] }),
    ],
    [
      'its wildcard is a whole label',
      'MESH976',
      server({ hosts: ['*a.example.com'] }),
      server({ hosts: ['*.example.com'] }),
    ],
    [
      'its namespace is a name, `.` or `*`',
      'MESH976',
      server({ hosts: ['a_b/*.example.com'] }),
      server({ hosts: ['./*.example.com'] }),
    ],
    [
      'neither part is empty',
      'MESH976',
      server({ hosts: ['/a.example.com'] }),
      server({ hosts: ['shop/a.example.com'] }),
    ],
    [
      'nobody is no namespace',
      'MESH976',
      server({ hosts: ['~/a.example.com'] }),
      server({ hosts: ['*/a.example.com'] }),
    ],
  ],
  validateServerPort: [
    ['there is a port', 'IST0106', gateway({ hosts: ['a.example.com'] }), server()],
    ['its protocol is known', 'MESH976', server({}, { protocol: 'CARRIER' }), server({}, { protocol: 'tcp' })],
    ['its number is one', 'MESH976', server({}, { number: 70_000 }), server({}, { number: 65_535 })],
    ['it has no targetPort', 'MESH976', server({}, { targetPort: 8080 }), server()],
    ['it has a name', 'MESH976', server({}, { name: '' }), server()],
  ],
  validateServerBind: [
    [
      'a socket has a path',
      'MESH976',
      server({ bind: 'unix://a' }, { number: 0 }),
      server({ bind: 'unix:///a' }, { number: 0 }),
    ],
    ['a socket has no port', 'MESH976', server({ bind: 'unix:///a' }), server({ bind: 'unix://@a' }, { number: 0 })],
    ['else it is an address', 'MESH976', server({ bind: 'here' }), server({ bind: '::' })],
  ],
  validateTLSOptions: [
    ["the mesh's TLS takes no certificate of a file", 'MESH976', tls({ ...mesh, serverCertificate: '/c' }), tls(mesh)],
    ['nor a key', 'MESH976', tls({ ...mesh, privateKey: '/k' }), tls(mesh)],
    ['nor an authority', 'MESH976', tls({ ...mesh, caCertificates: '/a' }), tls(mesh)],
    ['nor a list of certificates', 'MESH976', tls({ ...mesh, tlsCertificates: list }), tls(mesh)],
    ['nor a Secret', 'MESH976', tls({ ...mesh, credentialName: 'c' }), tls(mesh)],
    ['nor several', 'IST0106', tls({ ...mesh, credentialNames: ['a', 'b', 'c'] }), tls(mesh)],
    ['nor two', 'MESH976', tls({ ...mesh, credentialNames: ['a', 'b'] }), tls(mesh)],
    ['certificates come from one place', 'MESH976', tls({ ...simple, ...files }), tls(simple)],
    [
      'TLS that ends here has a certificate',
      'MESH976',
      tls({ mode: 'SIMPLE', privateKey: '/k' }),
      tls({ mode: 'SIMPLE', ...files }),
    ],
    [
      'and its key',
      'MESH976',
      tls({ mode: 'SIMPLE', serverCertificate: '/c' }),
      tls({ mode: 'SIMPLE', tlsCertificates: list }),
    ],
    [
      'mutual TLS has an authority',
      'MESH976',
      tls({ mode: 'MUTUAL', ...files }),
      tls({ mode: 'MUTUAL', ...files, caCertificates: '/a' }),
    ],
    [
      'optional mutual TLS, too',
      'MESH976',
      tls({ mode: 'OPTIONAL_MUTUAL', ...files }),
      tls({ mode: 'OPTIONAL_MUTUAL', credentialName: 'c' }),
    ],
    [
      'a list of revoked certificates is for mutual TLS',
      'MESH976',
      tls({ mode: 'SIMPLE', ...files, caCrl: '/r' }),
      tls({ mode: 'MUTUAL', ...files, caCertificates: '/a', caCrl: '/r' }),
    ],
    [
      'and not beside a Secret',
      'MESH976',
      tls({ mode: 'PASSTHROUGH', credentialName: 'c', caCrl: '/r' }),
      tls({ mode: 'MUTUAL', credentialName: 'c', caCrl: '/r' }),
    ],
    [
      'TLS below 1.2 names its ciphers',
      'MESH904',
      tls({ ...simple, minProtocolVersion: 'TLSV1_1' }),
      tls({ ...simple, minProtocolVersion: 'TLSV1_1', cipherSuites: ['AES128-SHA'] }),
      'warns',
    ],
    [
      'ciphers are known',
      'MESH904',
      tls({ ...simple, cipherSuites: ['ROT13'] }),
      tls({ ...simple, cipherSuites: ['AES128-SHA'] }),
      'warns',
    ],
    [
      'and named once',
      'MESH904',
      tls({ ...simple, cipherSuites: ['AES128-SHA', 'AES128-SHA'] }),
      tls({ ...simple, cipherSuites: ['AES128-SHA', 'AES256-SHA'] }),
      'warns',
    ],
    [
      'who passes TLS through needs no certificate',
      'MESH904',
      tls({ mode: 'PASSTHROUGH', credentialName: 'c' }),
      tls({ mode: 'PASSTHROUGH' }),
      'warns',
    ],
    [
      'there are at most two certificates',
      'IST0106',
      tls({ mode: 'SIMPLE', tlsCertificates: [files, files, files] }),
      tls({ mode: 'SIMPLE', tlsCertificates: [files, files] }),
    ],
  ],
});
