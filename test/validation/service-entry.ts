import { rows, withMetadata } from './row';

const port = { number: 443, name: 'tls', protocol: 'TLS' };
const se = (more: object = {}) => ({ hosts: ['a.example.com'], ports: [port], resolution: 'DNS', ...more });
const stream = { number: 5432, name: 'tcp', protocol: 'TCP' };
const ports = (...all: readonly object[]) => se({ ports: all });
const fixed = (endpoint: object, more: object = {}) => se({ resolution: 'STATIC', endpoints: [endpoint], ...more });
const named = (endpoint: object) => se({ endpoints: [endpoint] });
const wild = (more: object = {}) => se({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS', ...more });
const behind = (name: string) =>
  withMetadata({ labels: { 'istio.io/use-waypoint': name } }, wild({ location: 'MESH_INTERNAL' }));
const [a, b] = [{ address: 'a.example.com' }, { address: 'b.example.com' }];

export const SERVICE_ENTRY = rows('ServiceEntry', {
  ValidateServiceEntry: [
    [
      'it selects workloads, or names endpoints',
      'IST0106',
      fixed({ address: '10.0.0.1' }, { workloadSelector: { labels: { a: 'b' } } }),
      fixed({ address: '10.0.0.1' }),
    ],
    ['it has a host', 'IST0106', se({ hosts: [] }), se()],
    [
      'which is not every host',
      'IST0106',
      se({ hosts: ['*'], resolution: 'NONE' }),
      se({ hosts: ['*.com'], resolution: 'NONE' }),
    ],
    ['but a DNS name', 'MESH961', se({ hosts: ['a b'] }), se()],
    [
      'with whole labels as wildcards',
      'MESH904',
      se({ hosts: ['*a.example.com'], resolution: 'NONE' }),
      wild({ hosts: ['*a.example.com'] }),
      'warns',
    ],
    [
      'a CIDR is of resolution NONE or STATIC',
      'IST0106',
      se({ addresses: ['10.0.0.0/8'] }),
      se({ addresses: ['10.0.0.0/8'], resolution: 'NONE' }),
    ],
    ['no port is null', 'IST0106', ports(null as unknown as object), ports(port)],
    [
      'its name is its own',
      'IST0106',
      ports(port, { ...port, number: 444 }),
      ports(port, { ...port, number: 444, name: 'b' }),
    ],
    [
      'so is its number',
      'IST0106',
      ports(port, { ...port, name: 'b' }),
      ports(port, { ...port, number: 444, name: 'b' }),
    ],
    ['a targetPort is a port', 'IST0106', ports({ ...port, targetPort: 70_000 }), ports({ ...port, targetPort: 8443 })],
    [
      'resolution NONE has no endpoints',
      'IST0106',
      se({ resolution: 'NONE', endpoints: [{ address: '10.0.0.1' }] }),
      se({ resolution: 'NONE' }),
    ],
    [
      'nor workloads',
      'MESH904',
      se({ resolution: 'NONE', workloadSelector: { labels: { a: 'b' } } }),
      se({ resolution: 'STATIC', workloadSelector: { labels: { a: 'b' } } }),
      'warns',
    ],
    ['no endpoint is null', 'IST0106', se({ endpoints: [null] }), named(a)],
    [
      'DNS asks for whole names',
      'MESH961',
      se({ hosts: ['*.example.com'] }),
      se({ hosts: ['*.example.com'], resolution: 'NONE' }),
    ],
    [
      'DNS_ROUND_ROBIN has one endpoint',
      'IST0106',
      se({ resolution: 'DNS_ROUND_ROBIN', endpoints: [a, b] }),
      se({ resolution: 'DNS_ROUND_ROBIN', endpoints: [a] }),
    ],
    ['an endpoint of DNS is a name or an address', 'MESH962', named({ address: 'a b' }), named(b)],
    ['its labels are labels', 'MESH914', named({ ...a, labels: { a: 'b c' } }), named({ ...a, labels: { a: 'b' } })],
    [
      'its ports are those of the service',
      'MESH962',
      named({ ...a, ports: { http: 80 } }),
      named({ ...a, ports: { tls: 8443 } }),
    ],
    ['with numbers', 'IST0106', named({ ...a, ports: { tls: 70_000 } }), named({ ...a, ports: { tls: 8443 } })],
    [
      'one host alone has addresses for TCP',
      'MESH961',
      se({ hosts: ['a.example.com', 'b.example.com'], ports: [stream], addresses: ['10.0.0.1'] }),
      se({ ports: [stream], addresses: ['10.0.0.1'] }),
    ],
    ['DYNAMIC_DNS is for wildcards', 'MESH960', wild({ hosts: ['a.example.com'] }), wild()],
    ['without addresses', 'MESH960', wild({ addresses: ['10.0.0.1'] }), wild()],
    ['without endpoints', 'MESH960', wild({ endpoints: [{ address: '10.0.0.1' }] }), wild()],
    [
      'of HTTP, gRPC or TLS',
      'MESH960',
      wild({ ports: [{ ...port, protocol: 'HTTPS' }] }),
      wild({ ports: [{ ...port, protocol: 'GRPC' }] }),
    ],
    ['its resolution is known', 'IST0106', se({ resolution: 'GUESS' }), se()],
    [
      'several hosts share no port of TCP',
      'MESH961',
      se({ hosts: ['a.example.com', 'b.example.com'], ports: [stream] }),
      se({ hosts: ['a.example.com', 'b.example.com'] }),
    ],
  ],
  usesWaypoint: [['DYNAMIC_DNS within the mesh has no waypoint', 'MESH960', behind('waypoint'), behind('None')]],
  ValidateAlphaWorkloadSelector: [
    [
      'workloads are selected by labels without wildcards',
      'IST0106',
      se({ resolution: 'STATIC', workloadSelector: { labels: { app: 'a*' } } }),
      se({ resolution: 'STATIC', workloadSelector: { labels: { app: 'a' } } }),
    ],
    [
      'which have keys',
      'MESH973',
      se({ resolution: 'STATIC', workloadSelector: { labels: { '': 'a' } } }),
      se({ resolution: 'STATIC', workloadSelector: { labels: { app: 'a' } } }),
    ],
    [
      'some',
      'MESH904',
      se({ resolution: 'STATIC', workloadSelector: { labels: {} } }),
      se({ resolution: 'STATIC', workloadSelector: { labels: { app: 'a' } } }),
      'warns',
    ],
  ],
  ValidateIPSubnet: [
    ['an address is one', 'MESH961', se({ addresses: ['a'] }), se({ addresses: ['::1'] })],
    [
      'or a CIDR',
      'MESH961',
      se({ addresses: ['10.0.0.0/33'], resolution: 'NONE' }),
      se({ addresses: ['10.0.0.0/8'], resolution: 'NONE' }),
    ],
  ],
  ValidatePortName: [
    ['a port has a name', 'MESH961', ports({ ...port, name: 'a_b' }), ports({ ...port, name: 'A-b' })],
  ],
  ValidateProtocol: [
    [
      'its protocol is known',
      'MESH961',
      ports({ ...port, protocol: 'CARRIER' }),
      ports({ ...port, protocol: 'grpc-web' }),
    ],
  ],
  ValidatePort: [['its number is one', 'IST0106', ports({ ...port, number: 0 }), ports({ ...port, number: 1 })]],
  validateWorkloadEntry: [
    ['an endpoint has an address, or a network', 'IST0106', fixed({}), fixed({ network: 'a' })],
    [
      'only a network is unusual',
      'MESH904',
      fixed({ network: 'a' }),
      fixed({ address: '10.0.0.1', network: 'a' }),
      'warns',
    ],
    [
      'a socket has no ports',
      'IST0106',
      fixed({ address: 'unix:///a', ports: { tls: 1 } }),
      fixed({ address: 'unix:///a' }),
    ],
    ['resolution STATIC asks nobody', 'MESH962', fixed(a), fixed({ address: '10.0.0.1' })],
    [
      'its ports are those of the service',
      'MESH962',
      fixed({ address: '10.0.0.1', ports: { http: 80 } }),
      fixed({ address: '10.0.0.1', ports: { tls: 80 } }),
    ],
    [
      'its labels are labels',
      'MESH914',
      fixed({ address: '10.0.0.1', labels: { a: 'b c' } }),
      fixed({ address: '10.0.0.1', labels: { a: 'b' } }),
    ],
    [
      'a socket is that of one port',
      'MESH962',
      fixed({ address: 'unix:///a' }, { ports: [port, stream] }),
      fixed({ address: 'unix:///a' }),
    ],
  ],
  ValidateUnixAddress: [
    ['a socket has an absolute path', 'IST0106', fixed({ address: 'unix://a' }), fixed({ address: 'unix://@a' })],
    ['to a file', 'IST0106', fixed({ address: 'unix:///a/' }), fixed({ address: 'unix:///a' })],
  ],
  validateExportTo: [['nobody is alone', 'MESH950', se({ exportTo: ['~', '.'] }), se({ exportTo: ['~'] })]],
});

const entry = (more: object) => ({ address: '10.0.0.1', ...more });
export const WORKLOAD_ENTRY = rows('WorkloadEntry', {
  validateWorkloadEntry: [
    ['a machine has an address, or a network', 'IST0106', {}, entry({})],
    ['which is an address or a name', 'MESH917', entry({ address: 'a b' }), entry({ address: 'a.example.com' })],
    [
      'its socket has no ports',
      'IST0106',
      entry({ address: 'unix:///a', ports: { a: 1 } }),
      entry({ address: 'unix:///a' }),
    ],
    ['its ports have names', 'IST0106', entry({ ports: { a_b: 80 } }), entry({ ports: { http: 80 } })],
    ['and numbers', 'IST0106', entry({ ports: { http: 0 } }), entry({ ports: { http: 80 } })],
    ['its labels are labels', 'MESH914', entry({ labels: { a: 'b c' } }), entry({ labels: { a: 'b' } })],
  ],
});

const group = (more: object = {}) => ({ template: {}, ...more });
const probe = (more: object) => group({ probe: { tcpSocket: { port: 80 }, ...more } });
const get = (httpGet: object) => group({ probe: { httpGet: { port: 80, ...httpGet } } });
export const WORKLOAD_GROUP = rows('WorkloadGroup', {
  ValidateWorkloadGroup: [
    ['there is a template', 'IST0106', { metadata: {} }, group()],
    [
      'labels of machines are labels',
      'MESH914',
      group({ metadata: { labels: { a: 'b c' } } }),
      group({ metadata: { labels: { a: 'b' } } }),
    ],
  ],
  validateReadinessProbe: [
    ['a period is not negative', 'IST0106', probe({ periodSeconds: -1 }), probe({ periodSeconds: 0 })],
    ['nor a wait', 'IST0106', probe({ initialDelaySeconds: -1 }), probe({ initialDelaySeconds: 0 })],
    ['nor a timeout', 'IST0106', probe({ timeoutSeconds: -1 }), probe({ timeoutSeconds: 0 })],
    ['nor successes', 'IST0106', probe({ successThreshold: -1 }), probe({ successThreshold: 0 })],
    ['nor failures', 'IST0106', probe({ failureThreshold: -1 }), probe({ failureThreshold: 0 })],
    ['a probe of HTTP has a port', 'IST0106', get({ port: 0 }), get({})],
    ['and a scheme', 'IST0106', get({ scheme: 'ftp' }), get({ scheme: 'HTTPS' })],
    ['a probe of TCP has a port', 'IST0106', group({ probe: { tcpSocket: { port: 0 } } }), probe({})],
    [
      'a command is some',
      'MESH917',
      group({ probe: { exec: { command: [] } } }),
      group({ probe: { exec: { command: ['a'] } } }),
    ],
    ['a probe asks something', 'MESH917', group({ probe: { periodSeconds: 1 } }), probe({ periodSeconds: 1 })],
    ['not by gRPC', 'MESH917', group({ probe: { grpc: { port: 80 } } }), probe({})],
  ],
  ValidateProbeHeaderName: [
    [
      'a header of a probe has a name',
      'IST0106',
      get({ httpHeaders: [{ name: 'a b', value: 'c' }] }),
      get({ httpHeaders: [{ name: 'a-b', value: 'c' }] }),
    ],
  ],
});
