import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type Printed, synth } from '../../test/synth';
import { minimal } from '../environments/minimal';
import { secure } from '../environments/secure';
import type { App } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { NEEDS_SECRETS } from '../installation/namespaces';
import { READER } from '../istio/base/reader';
import { override } from '../kit/override';
import { NetworkPolicies } from '../mesh/security/network-policies';
import { MeshNamespace } from '../mesh/services/namespace';
import { fleet } from './fleet';
import { remoteSecret, type Topology } from './topology';

type Objects = Readonly<Record<string, Printed>>;

/** The printed objects of each cluster. */
const clusters = (topology: Topology): Readonly<Record<string, Objects>> =>
  Object.fromEntries(
    fleet('fleet', minimal, topology).map((environment) => [
      environment.name.replace('fleet/', ''),
      synth((chart) => new MeshEnvironment(chart, environment)),
    ]),
  );
const mesh = (objects: Objects) => load(objects['ConfigMap/istio'].data.mesh) as Printed;
const networks = (objects: Objects) => (load(objects['ConfigMap/istio'].data.meshNetworks) as Printed).networks;
const root = (objects: Objects) => objects['Namespace/istio-system'].metadata;
const needs = (objects: Objects): string[] => root(objects).annotations[NEEDS_SECRETS].split(',');
const env = (objects: Objects, name: string) =>
  objects['Deployment/istiod'].spec.template.spec.containers[0].env.find((one: Printed) => one.name === name)?.value;

const base = { meshId: 'acme', trustDomain: 'acme.example' };
const netEast = { name: 'net-east', address: '192.0.2.1' };
const west = { name: 'net-west', address: '192.0.2.2' };
const twoPrimaries: Topology = {
  ...base,
  networks: [netEast, west],
  clusters: { east: { network: 'net-east' }, west: { network: 'net-west' } },
  failover: { 'eu-central': 'eu-west' },
};

test('two primaries on two networks find each other: by names, labels, secrets and gateways', () => {
  const { east, west } = clusters(twoPrimaries);
  if (!east || !west) throw new Error('two clusters were asked for');
  for (const [here, there, name] of [
    [east, west, 'west'],
    [west, east, 'east'],
  ] as const) {
    // Secrets are named after the cluster as its own istiod reports it, for an account that is there.
    expect(env(there, 'CLUSTER_ID')).toBe(name);
    expect(needs(here)).toEqual(['cacerts', remoteSecret(name)]);
    expect(there[`ServiceAccount/${READER}`].metadata.namespace).toBe('istio-system');
    // The network of the other's namespace is a network of this mesh, entered where the other's gateway says so too.
    const network = root(there).labels['topology.istio.io/network'];
    expect(networks(here)[network].endpoints).toEqual([{ fromRegistry: name }]);
    const gateway = there['Service/istio-eastwestgateway'];
    expect(gateway.metadata.labels['topology.istio.io/network']).toBe(network);
    const { port } = networks(here)[network].gateways[0];
    expect(gateway.spec.ports.map((one: Printed) => one.port)).toContain(port);
    const [server] = there['Gateway/cross-network-gateway'].spec.servers;
    expect(server).toMatchObject({ port: { number: port }, tls: { mode: 'AUTO_PASSTHROUGH' } });
    expect(gateway.metadata.labels).toMatchObject(there['Gateway/cross-network-gateway'].spec.selector);
  }
  // One mesh: what must be equal is.
  expect(mesh(east)).toEqual(mesh(west));
  expect(mesh(east)).toMatchObject({
    trustDomain: 'acme.example',
    defaultConfig: { meshId: 'acme' },
    localityLbSetting: { failover: [{ from: 'eu-central', to: 'eu-west' }] },
  });
});

test("a remote cluster's proxies and API server reach the primary through its gateway", () => {
  const { east, edge } = clusters({
    ...base,
    networks: [netEast, { name: 'net-edge' }],
    clusters: { east: { network: 'net-east' }, edge: { network: 'net-edge', controlledBy: 'east' } },
  });
  if (!east || !edge) throw new Error('two clusters were asked for');
  expect(Object.keys(edge)).not.toContain('Deployment/istiod');
  expect(edge['EndpointSlice/istiod'].endpoints).toEqual([{ addresses: ['192.0.2.1'] }]);
  expect(root(edge).annotations).toEqual({ 'topology.istio.io/controlPlaneClusters': 'east' });
  expect(needs(east)).toContain(remoteSecret('edge'));
  // Its gateway is configured by the primary, which reads configuration in its own cluster alone.
  expect(edge['Service/istio-eastwestgateway'].metadata.labels).toMatchObject(
    east['Gateway/cross-network-gateway'].spec.selector,
  );
  expect(Object.keys(edge)).not.toContain('Gateway/cross-network-gateway');
  // Injected pods say which cluster and network they are in, and not where their istiod is.
  const [webhook] = edge['MutatingWebhookConfiguration/istio-sidecar-injector'].webhooks;
  expect(webhook.clientConfig.service.path).toBe('/inject/cluster/edge/net/net-edge');
  expect(env(east, 'EXTERNAL_ISTIOD')).toBe('true');
  // Each port that the remote's Service leads to is served by the primary's gateway, and led on to istiod.
  const served = east['Gateway/istiod-gateway'].spec.servers.map((server: Printed) => server.port.number);
  const open = east['Service/istio-eastwestgateway'].spec.ports.map((one: Printed) => one.port);
  for (const { port } of edge['EndpointSlice/istiod'].ports) {
    expect(served).toContain(port);
    expect(open).toContain(port);
  }
  const targets = east['VirtualService/istiod-vs'].spec.tls.map((rule: Printed) => rule.route[0].destination);
  for (const { host, port } of targets) {
    expect(host).toBe(`${east['Service/istiod'].metadata.name}.istio-system.svc.cluster.local`);
    expect(east['Service/istiod'].spec.ports.map((one: Printed) => one.port)).toContain(port.number);
  }
});

test('what is denied by default lets other clusters in: through the gateway, in the namespace of its pods', () => {
  const settings = {
    networks: [netEast, { name: 'net-edge' }],
    clusters: { hub: { network: 'net-east' }, spoke: { network: 'net-edge', externalIn: 'hub' } },
  };
  for (const environment of fleet('fleet', secure, { ...base, ...settings })) {
    const objects = synth((chart) => new MeshEnvironment(chart, environment));
    const { metadata, spec } = objects['AuthorizationPolicy/istio-eastwestgateway-clients'];
    expect(metadata.namespace).toBe(objects['Deployment/istio-eastwestgateway'].metadata.namespace);
    expect(spec.rules).toEqual([{ to: [{ operation: { ports: ['15443', '15012', '15017'] } }] }]);
  }
  expect(Object.keys(synth((chart) => new MeshEnvironment(chart, secure)))).not.toContain(
    'AuthorizationPolicy/istio-eastwestgateway-clients',
  );
});

test('clusters of one network know each other by the addresses of their pods, where policies close it', () => {
  const settings = (podCidrs?: readonly string[]) => ({
    networks: [{ name: 'flat' }],
    clusters: { east: { network: 'flat' }, west: { network: 'flat', ...(podCidrs && { podCidrs }) } },
  });
  const east = (podCidrs?: readonly string[]) => {
    const [environment] = fleet('fleet', secure, { ...base, ...settings(podCidrs) });
    if (!environment) throw new Error('two clusters were asked for');
    return synth((chart) => new MeshEnvironment(chart, environment));
  };
  expect(() => east()).toThrow('keep its pods from services in another cluster; give them, or the ZeroTrust that');
  expect(() => east(['10.244.0.0'])).toThrow('MESH691 [fleet] pods of cluster "west" have addresses "10.244.0.0"');
  const { spec } = east(['10.9.0.0/16'])['NetworkPolicy/mesh-reviews'];
  const west = { ipBlock: { cidr: '10.9.0.0/16' } };
  expect(spec.ingress[0].from).toContainEqual(west);
  const called = east(['10.9.0.0/16'])['NetworkPolicy/mesh-productpage'].spec.egress;
  expect(called.every(({ to }: Printed) => to.some((peer: Printed) => peer.ipBlock?.cidr === west.ipBlock.cidr))).toBe(
    true,
  );
});

test("network policies of one's own say that there are other clusters", () => {
  const [, edge] = fleet('fleet', minimal, {
    ...base,
    networks: [netEast, { name: 'net-edge' }],
    clusters: { east: { network: 'net-east' }, edge: { network: 'net-edge', controlledBy: 'east' } },
  });
  if (!edge) throw new Error('two clusters were asked for');
  const closed = (open: boolean) => () => {
    const shop: App = (mesh) => {
      const namespace = new MeshNamespace(mesh, 'shop', { injection: mesh.controlPlanes.main.revision });
      const eastWest = mesh.gateways.get('eastwest');
      const clusters = { istiod: true, ...(eastWest && { eastWest }) };
      new NetworkPolicies(namespace, 'NetworkPolicies', open ? { clusters } : {});
    };
    synth((chart) => new MeshEnvironment(chart, override(edge, { apps: [...(edge.apps ?? []), shop] })));
  };
  expect(closed(false)).toThrow(
    'MESH690 [test/fleet--edge] the NetworkPolicies of namespace "shop" keep its pods from services in another cluster',
  );
  expect(closed(false)).toThrow('keep its pods from their istiod in another cluster');
  expect(closed(true)).not.toThrow();
});

test('failover is given what it needs: endpoints that can be found unhealthy', () => {
  for (const objects of Object.values(clusters(twoPrimaries))) {
    const { metadata, spec } = objects['DestinationRule/failover'];
    expect(metadata.namespace).toBe(mesh(objects).rootNamespace);
    expect(spec).toEqual({
      host: '*.svc.cluster.local',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 100 } },
    });
  }
  const { failover: _, ...without } = twoPrimaries;
  expect(Object.keys(clusters(without)['east'] ?? {})).not.toContain('DestinationRule/failover');
});

test("routes to an istiod lead to its revision's Service", () => {
  const revision = override(minimal, { istio: { revision: '1-31' } });
  const [hub] = fleet('fleet', revision, {
    ...base,
    networks: [netEast, { name: 'net-edge' }],
    clusters: {
      hub: { network: 'net-east' },
      edge: { network: 'net-edge', controlledBy: 'hub' },
      spoke: { network: 'net-edge', externalIn: 'hub' },
    },
  });
  if (!hub) throw new Error('three clusters were asked for');
  const objects = synth((chart) => new MeshEnvironment(chart, hub));
  const hosts = (name: string) =>
    objects[`VirtualService/${name}`].spec.tls.map((rule: Printed) => rule.route[0].destination.host);
  expect(Object.keys(objects)).toContain('Service/istiod-1-31');
  expect(new Set(hosts('istiod-vs'))).toEqual(new Set(['istiod-1-31.istio-system.svc.cluster.local']));
  expect(new Set(hosts('istiod-vs-istiod-spoke'))).toEqual(new Set(['istiod-1-31.istiod-spoke.svc.cluster.local']));
  expect(objects['VirtualService/istiod-vs-istiod-spoke'].spec.hosts).toEqual(['istiod-1-31.istiod-spoke.svc']);
});

test('one network needs no gateways between its clusters', () => {
  const { a, b } = clusters({
    ...base,
    networks: [{ name: 'flat' }],
    clusters: { a: { network: 'flat' }, b: { network: 'flat' } },
  });
  expect(Object.keys({ ...a, ...b })).not.toContain('Service/istio-eastwestgateway');
  expect(networks(a ?? {})).toEqual({});
});
