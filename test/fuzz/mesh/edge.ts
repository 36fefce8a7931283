import fc from 'fast-check';
import { Waypoint } from '../../../lib/mesh/ambient/waypoint';
import { Certificate, ClusterIssuer } from '../../../lib/mesh/edge/certificate';
import { Egress } from '../../../lib/mesh/edge/egress';
import { ExternalService, type ExternalServiceProps } from '../../../lib/mesh/edge/external-service';
import { Listeners, type ListenersProps } from '../../../lib/mesh/edge/listeners';
import { httpsServer, passthroughServer, redirectServer, tcpServer } from '../../../lib/mesh/edge/servers';
import { WorkloadEntry, WorkloadGroup } from '../../../lib/mesh/edge/virtual-machine';
import { MeshNamespace } from '../../../lib/mesh/services/namespace';
import { http } from '../../../lib/mesh/services/ports';
import { credential, map, metadata, number, optional, port, some, text, texts } from '../values';
import { type Family, gateway } from './family';

const tls = optional({
  mode: fc.constantFrom('SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'PASSTHROUGH', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'x'),
  credential,
  alternative: credential,
  clientCa: credential,
  minVersion: text,
  cipherSuites: texts,
  subjectAltNames: texts,
  certificateHashes: texts,
});
const server = fc.record(
  {
    port: number,
    protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP', 'GRPC'),
    hosts: texts,
    name: text,
    bind: text,
    tls,
    allowRoutesFrom: fc.oneof(fc.constantFrom('Same', 'All'), fc.record({ matchLabels: map })),
    httpsRedirect: fc.boolean(),
  },
  { requiredKeys: ['port', 'protocol', 'hosts'] },
);

/** What is outside, and the way to it and from it. */
export const EDGE: readonly Family[] = [
  {
    of: ['ExternalService'],
    props: fc.tuple(
      fc.record({ hosts: texts, ports: some(port) }),
      optional({
        ...metadata,
        resolution: fc.constantFrom('NONE', 'STATIC', 'DNS', 'DYNAMIC_DNS', 'DNS_ROUND_ROBIN'),
        addresses: texts,
        endpoints: some(fc.record({ address: text, ports: fc.dictionary(text, number) })),
        workloads: map,
        location: text,
        subjectAltNames: texts,
      }),
    ),
    make: ({ scope }, [one, more]) => new ExternalService(scope, 'it', { ...one, ...more } as ExternalServiceProps),
  },
  {
    of: ['Egress'],
    props: fc.record({ hosts: texts, port: number }),
    make: ({ scope }, { hosts, port }) => {
      const out = new ExternalService(scope, 'out', { hosts, ports: [http(port)] });
      new Egress(scope, 'it', { to: out.port(port), through: gateway });
    },
  },
  {
    of: ['Listeners'],
    props: optional({
      ...metadata,
      api: fc.constantFrom('istio', 'gateway-api'),
      servers: some(server),
      infrastructure: optional({ labels: map, annotations: map }),
    }),
    make: ({ scope }, props) => new Listeners(scope, 'it', { gateway, servers: [], ...props } as ListenersProps),
  },
  {
    of: ['Listeners'],
    props: fc.record({ port: number, hosts: texts, credential, mutual: fc.boolean() }),
    make: ({ scope }, { port, hosts, credential, mutual }) =>
      new Listeners(scope, 'it', {
        gateway,
        servers: [
          httpsServer(port, hosts, credential, mutual),
          redirectServer(port, hosts),
          passthroughServer(port, hosts),
          tcpServer(port),
        ],
      }),
  },
  {
    of: ['Certificate', 'ClusterIssuer'],
    props: fc.record({ name: text, hosts: texts, server: text, email: text, ingressClass: text, issuer: text }),
    make: ({ scope }, { name, hosts, issuer, ...acme }) => {
      const by = issuer === '' ? ClusterIssuer.acme(scope, name, acme) : { name: issuer, kind: 'Issuer' as const };
      const { credential } = new Certificate(scope, 'it', { name, hosts, issuer: by });
      new Listeners(scope, 'tls', { gateway, servers: [httpsServer(443, hosts, credential)] });
    },
  },
  {
    of: ['WorkloadEntry', 'WorkloadGroup'],
    props: fc.record({ address: text, labels: map, weight: number, ports: fc.dictionary(text, number) }),
    make: ({ scope }, props) => {
      new WorkloadEntry(scope, 'entry', props);
      new WorkloadGroup(scope, 'group', { ...props, serviceAccount: props.address });
    },
  },
  {
    of: ['Waypoint'],
    props: fc.record({ ...metadata, name: text, for: text, shared: fc.boolean(), hosts: texts }),
    make: ({ scope, namespace, web }, { hosts, exportTo: _, ...props }) => {
      const waypoint = new Waypoint(scope, 'it', props).serve(namespace, web);
      waypoint.serve(new ExternalService(scope, 'out', { hosts, ports: [http(80)] }));
      const other = new MeshNamespace(scope, 'other', { injection: 'ambient', existing: true });
      waypoint.serve(other);
    },
  },
];
