import type { Chart } from 'cdk8s';
import { Gateway } from '../../gateways/gateway';
import { ingressGateway } from '../../gateways/presets';
import { Istiod } from '../../istio/istiod/istiod';
import { PROFILES } from '../../istio/profiles';
import { override } from '../../kit/override';
import { type Printed, synth } from '../../kit/testing';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, tcp } from '../services/ports';

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
