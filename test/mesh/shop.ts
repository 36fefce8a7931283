import { Chart } from 'cdk8s';
import type { IService } from 'kubernetes-models/v1/Service';
import * as istio from '../../imports/networking.istio.io';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { MeshChecks } from '../../lib/checks/judge/mesh-checks';
import { manifest } from '../../lib/kit/manifest';
import { problemsOf } from '../../lib/kit/problems';
import { type GatewayPods, Listeners } from '../../lib/mesh/edge/listeners';
import { httpServer } from '../../lib/mesh/edge/servers';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { grpc, http, tcp } from '../../lib/mesh/services/ports';
import { DestinationPolicy } from '../../lib/mesh/traffic/destination-policy';

export const edge: GatewayPods = {
  name: 'edge',
  namespace: 'edge',
  selector: { istio: 'edge' },
  ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
};

/** A mesh to break and to mend. */
export function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const version = (image: string) => ({ image: `shop/${image}:1` });
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80)],
    versions: { v1: version('cart'), v2: version('cart') },
  });
  const stock = new Microservice(namespace, 'stock', {
    ports: [http(80), grpc(90)],
    versions: { v1: version('stock') },
  });
  const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: version('base') } });
  manifest<IService>(chart, 'Edge', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: { selector: { ...edge.selector, app: 'edge' }, ports: [{ name: 'http2', port: 80, targetPort: 8080 }] },
  });
  return { app, chart, namespace, cart, stock, base };
}
export type Shop = ReturnType<typeof shop>;

export const problems = (make: (shop: Shop) => void): readonly string[] => {
  const one = shop();
  make(one);
  MeshChecks.on(one.chart, { strict: true });
  return problemsOf(one.app);
};

export const versions = ({ namespace, cart }: Shop) =>
  new DestinationPolicy(namespace, 'cart-versions', { service: cart });
export const listen = ({ namespace }: Shop, port: number, hosts: readonly string[] = ['*'], id = 'web') =>
  new Listeners(namespace, id, {
    gateway: { ...edge, selector: { istio: 'edge', app: 'edge' } },
    servers: [httpServer(port, hosts)],
  });
export const raw = ({ namespace }: Shop, id: string, spec: istio.VirtualServiceSpec) =>
  new istio.VirtualService(namespace, id, { metadata: { name: id, namespace: 'shop' }, spec });

export const listenOn = (s: Shop, port: number) =>
  new istio.Gateway(new MeshNamespace(s.chart, 'edge', { injection: true, existing: true }), 'Raw', {
    metadata: { name: 'raw', namespace: 'edge' },
    spec: {
      selector: { istio: 'edge', app: 'edge' },
      servers: [{ port: { number: port, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  });

/** A truth about objects of a mesh: what is said, what breaks it, and a twin that holds. */
export type Truth = readonly [name: string, says: string, wrong: (shop: Shop) => void, right: (shop: Shop) => void];
