import { expect, test } from '@jest/globals';
import { type Printed, synth } from '../../test/synth';
import { minimal } from '../environments/minimal';
import type { App } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { override } from '../kit/override';
import { ExternalService } from '../mesh/edge/external-service';
import { Microservice } from '../mesh/services/microservice';
import { MeshNamespace } from '../mesh/services/namespace';
import { http } from '../mesh/services/ports';
import { DestinationPolicy } from '../mesh/traffic/destination-policy';
import { fleet } from './fleet';
import type { Topology } from './topology';

const FAILS_OVER: Topology = {
  ...{ meshId: 'acme', trustDomain: 'acme.example', networks: [{ name: 'east' }, { name: 'west' }] },
  clusters: { east: { network: 'east' }, west: { network: 'west' } },
  failover: { 'eu-central': 'eu-west' },
};
const OUTLIERS = { consecutive5xxErrors: 5, maxEjectionPercent: 100 };
const image = 'example.com/cart:1';

/** Specs of DestinationRules in the first cluster, by name. */
function rules(topology: Topology, app: (namespace: MeshNamespace) => void): (name: string) => Printed {
  const shop: App = (mesh) => app(new MeshNamespace(mesh, 'shop', { injection: mesh.controlPlanes.main.revision }));
  const [east] = fleet('fleet', minimal, topology);
  if (!east) throw new Error('two clusters were asked for');
  const objects = synth((chart) => new MeshEnvironment(chart, override(east, { apps: [shop] })));
  return (name) => objects[`DestinationRule/${name}`].spec;
}

/** A policy that says something of a port, of a version, and of the outliers of another; and one of a host outside. */
function policies(namespace: MeshNamespace): void {
  const cart = new Microservice(namespace, 'cart', { ports: [http(8080)], versions: { v1: { image }, v2: { image } } });
  const maps = new ExternalService(namespace, 'maps', { hosts: ['maps.example.com'], ports: [http(80)] });
  new DestinationPolicy(namespace, 'cart-policy', {
    service: cart,
    ports: [{ port: cart.port(8080), policy: { loadBalancer: 'RANDOM' } }],
    perVersion: { v1: { loadBalancer: 'RANDOM' }, v2: { outlierDetection: { consecutive5xx: 2 } } },
  });
  new DestinationPolicy(namespace, 'maps-policy', { service: maps, loadBalancer: 'RANDOM' });
}

test("a service's own policy fails over too, and so does that of a port: to Istio they count in place of the fleet's", () => {
  const spec = rules(FAILS_OVER, policies);
  const { trafficPolicy, subsets } = spec('cart-policy');
  expect(trafficPolicy.outlierDetection).toEqual(OUTLIERS);
  expect(trafficPolicy.portLevelSettings[0].outlierDetection).toEqual(OUTLIERS);
  // The first version has what the whole has; what the second says stays.
  expect(subsets.map(({ trafficPolicy }: Printed) => trafficPolicy)).toEqual([
    { loadBalancer: { simple: 'RANDOM' } },
    { outlierDetection: { ...OUTLIERS, consecutive5xxErrors: 2 } },
  ]);
  expect(spec('maps-policy').trafficPolicy).toEqual({ loadBalancer: { simple: 'RANDOM' } });
});

test('without failover a policy says what was written', () => {
  const { failover: _, ...stays } = FAILS_OVER;
  const { trafficPolicy } = rules(stays, policies)('cart-policy');
  expect(trafficPolicy).toEqual({
    portLevelSettings: [{ port: { number: 8080 }, loadBalancer: { simple: 'RANDOM' } }],
  });
});

test('a policy that says all itself stays as it is', () => {
  const own = { consecutiveGatewayErrors: 3, consecutive5xx: 0, maxEjectedPercent: 50 };
  const spec = rules(FAILS_OVER, (namespace) => {
    const cart = new Microservice(namespace, 'cart', { ports: [http(8080)], versions: { v1: { image } } });
    new DestinationPolicy(namespace, 'cart-policy', { service: cart, outlierDetection: own });
  });
  expect(spec('cart-policy').trafficPolicy.outlierDetection).toEqual({
    consecutiveGatewayErrors: 3,
    consecutive5xxErrors: 0,
    maxEjectionPercent: 50,
  });
});
