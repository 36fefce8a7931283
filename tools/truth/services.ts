import * as fc from 'fast-check';
import {
  grpc,
  http,
  http2,
  https,
  PROTOCOLS,
  redis,
  type ServicePort,
  tcp,
  tls,
  webSocket,
} from '../../lib/mesh/services/ports';
import { rarely, some } from './pools';
import type { Line, Ref } from './program';

/** What every mesh has: services in several namespaces, and pods of gateways. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  readonly versions: readonly string[];
}

export const NAMESPACES = ['shop', 'other', 'third'] as const;

export const SERVICES: readonly Service[] = [
  { name: 'cart', namespace: 'shop', ports: [http(80)], versions: ['v1', 'v2'] },
  {
    name: 'stock',
    namespace: 'shop',
    ports: [http(80, { targetPort: 8080 }), http(8080, { name: 'admin', targetPort: 9080 }), tcp(9000)],
    versions: ['v1', 'v2'],
  },
  { name: 'web', namespace: 'other', ports: [http(80)], versions: ['v1', 'v2'] },
  { name: 'pay', namespace: 'third', ports: [grpc(9090)], versions: ['v1'] },
  { name: 'vault', namespace: 'third', ports: [https(443), tcp(9000)], versions: ['v1', 'v2'] },
  { name: 'pipe', namespace: 'other', ports: [tcp(80), redis(6379)], versions: ['v1'] },
  {
    name: 'mix',
    namespace: 'shop',
    ports: [http2(80), webSocket(8080, { name: 'ws' }), tls(443)],
    versions: ['v1', 'v2'],
  },
];

/** What routes can act on at a port. */
export const layerOf = ({ protocol }: ServicePort): 'http' | 'tls' | 'tcp' => PROTOCOLS[protocol].layer;
export const speaks = ({ ports }: Service, layer: 'http' | 'tls' | 'tcp'): boolean =>
  ports.some((port) => layerOf(port) === layer);

const version = { image: 'example.com/app:1' };

/** Pods of a gateway, which others deploy: what a `Gateway` selects. */
export const EDGE = {
  name: 'edge',
  namespace: 'shop',
  selector: { istio: 'edge' },
  ports: [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
    { name: 'tcp', port: 9000 },
  ],
} as const;

/** The same in a namespace of its own. */
export const AWAY = { ...EDGE, name: 'away', namespace: 'edge', selector: { istio: 'away' } } as const;

/** By which calls leave. */
export const EXIT = { ...EDGE, name: 'exit', namespace: 'edge', selector: { istio: 'exit' } } as const;

const gatewayPods = ({
  name,
  namespace,
  selector,
  ports,
}: typeof EDGE | typeof AWAY | typeof EXIT): readonly Line[] => [
  {
    name: `${name}Service`,
    make: 'ApiObject',
    id: `${name}-service`,
    props: { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports } },
  },
  {
    name: `${name}Pods`,
    make: 'ApiObject',
    id: `${name}-pods`,
    props: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...selector, 'sidecar.istio.io/inject': 'false' } },
          spec: { containers: [] },
        },
      },
    },
  },
];

const SECRET: Line = {
  name: 'cert',
  make: 'ApiObject',
  id: 'cert',
  props: { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'cert', namespace: 'shop' } },
};

export const ROOT = 'istio-system';

/** What the installation would say of itself. */
export const controlPlane = (more: object): Line => ({
  name: 'plane',
  make: 'ControlPlane',
  id: 'plane',
  props: {
    ...{ revision: 'default', version: '1.31', namespace: ROOT, authorizers: [], trustDomains: ['cluster.local'] },
    ...{ accessLogProviders: [], env: {}, ...more },
  },
});

/** The lines with which every mesh begins. */
export const BASE: readonly Line[] = [
  ...[...NAMESPACES, 'edge'].map(
    (name): Line => ({ name, make: 'MeshNamespace', id: name, props: { injection: true } }),
  ),
  ...SERVICES.map(
    ({ name, namespace, ports, versions }): Line => ({
      name,
      make: 'Microservice',
      in: namespace,
      id: name,
      props: {
        ports,
        versions: Object.fromEntries(versions.map((one) => [one, version])),
        serviceForEachVersion: true,
      },
    }),
  ),
  ...[EDGE, AWAY, EXIT].flatMap(gatewayPods),
  SECRET,
];

/** A host outside, which the namespace `shop` declares. */
export const OUTSIDE = 'api.example.org';
export const OUTSIDE_ADDRESS = '203.0.113.9';

const declared = fc.constantFrom<Record<string, unknown>>(
  { hosts: [OUTSIDE] },
  { hosts: [OUTSIDE] },
  { hosts: [OUTSIDE], ports: [http(80), https(443), tcp(9000)], addresses: [OUTSIDE_ADDRESS] },
  { hosts: [OUTSIDE], resolution: 'STATIC', endpoints: [{ address: '198.51.100.1' }] },
  {
    hosts: [OUTSIDE],
    resolution: 'DNS',
    endpoints: [{ address: 'one.example.net' }],
    ports: [http(80), http(8080, { name: 'b' })],
  },
  { hosts: [OUTSIDE, 'unknown.example.org'] },
  { hosts: ['*.example.org'], resolution: 'NONE' },
  { hosts: ['*.api.example.org', OUTSIDE], resolution: 'NONE' },
);

export const outside: fc.Arbitrary<readonly Line[]> = rarely(
  fc.record({
    exportTo: rarely(some(['.', '*', 'other'], 1, 1)),
    in: fc.constantFrom('shop', 'other'),
    declared,
  }),
  1,
).map((made) =>
  made === undefined
    ? []
    : [
        {
          name: 'outside',
          make: 'ExternalService',
          in: made.in,
          id: 'outside',
          props: { ports: [http(80), https(443)], ...made.declared, exportTo: made.exportTo },
        },
      ],
);

/** A service, a version or a port of it, as a route may name it, of those that speak one of these layers. */
export const targets = (layer: 'http' | 'tls' | 'tcp'): fc.Arbitrary<Ref> =>
  fc.constantFrom(
    ...SERVICES.flatMap(({ name, ports, versions }): readonly Ref[] => {
      const fit = ports.filter((port) => layerOf(port) === layer);
      return fit.flatMap(({ port }) =>
        [undefined, ...versions].map(
          (one): Ref => ({
            of: name,
            ...(one === undefined ? {} : { version: one }),
            ...(ports.length > 1 ? { port } : {}),
          }),
        ),
      );
    }),
  );
