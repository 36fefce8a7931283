import { Chart } from 'cdk8s';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { Gateway } from '../../lib/gateways/gateway';
import { ingressGateway } from '../../lib/gateways/presets';
import { Istiod } from '../../lib/istio/istiod/istiod';
import { PROFILES } from '../../lib/istio/profiles';
import { override } from '../../lib/kit/override';
import { Listeners } from '../../lib/mesh/edge/listeners';
import { httpServer } from '../../lib/mesh/edge/servers';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { http, tcp } from '../../lib/mesh/services/ports';
import { type Printed, synth } from '../synth';

export const props = override(PROFILES.default, {
  identity: { trustDomain: 'shop.example' },
  mesh: { trustDomainAliases: ['old.example'] },
});
export const versions = { v1: { image: 'shop/app:1' } };

export function shop(chart: Chart) {
  const istiod = new Istiod(chart, 'Istiod', props);
  const gateway = new Gateway(chart, 'Ingress', ingressGateway, istiod);
  const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const db = new Microservice(namespace, 'db', { ports: [tcp(5432)], versions });
  const cart = new Microservice(namespace, 'cart', { ports: [http(80), tcp(9000)], versions });
  const web = new Microservice(namespace, 'web', { ports: [http(80)], versions, calls: [cart] });
  const listeners = new Listeners(namespace, 'entry', { gateway, servers: [httpServer(8080)] });
  return { chart, gateway, root, namespace, db, cart, web, listeners };
}
export type Shop = ReturnType<typeof shop>;
export const shopWith = (more: (shop: Shop) => void): Readonly<Record<string, Printed>> =>
  synth((chart) => more(shop(chart)));

/** The same mesh as a tree. */
export function secured(): Chart {
  const chart = new Chart(new MeshApp(), 'test', { disableResourceNameHashes: true });
  shop(chart);
  return chart;
}
