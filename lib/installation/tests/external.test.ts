import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { load } from 'js-yaml';
import { type Printed, synth } from '../../../test/synth';
import { MeshApp } from '../../checks/judge/mesh-app';
import { minimal } from '../../environments/minimal';
import { production } from '../../environments/production';
import { fleet } from '../../topology/fleet';
import { remoteSecret, type Topology } from '../../topology/topology';
import type { Environment } from '../environment';
import { MeshEnvironment } from '../installation';
import { NEEDS_SECRETS } from '../namespaces';

const base = { meshId: 'acme', trustDomain: 'acme.example' };
const hubNetwork = { name: 'net-hub', address: '192.0.2.1' };
const hubAndSpoke = {
  ...base,
  networks: [hubNetwork, { name: 'net-spoke' }],
  clusters: { hub: { network: 'net-hub' }, spoke: { network: 'net-spoke', externalIn: 'hub' } },
} satisfies Topology;

/** The objects of each cluster that have this kind and name, in whichever namespace. */
const named = (
  topology: Topology,
  kind: string,
  name: string,
  of: Environment = minimal,
): Readonly<Record<string, readonly Printed[]>> =>
  Object.fromEntries(
    fleet('fleet', of, topology).map((environment) => [
      environment.name.replace('fleet/', ''),
      new MeshEnvironment(new MeshApp(), environment).node
        .findAll()
        .filter((child) => child instanceof ApiObject && child.kind === kind && child.name === name)
        .map((child) => (child as ApiObject).toJson()),
    ]),
  );

test('every cluster tells each istiod that reads it of its network and trust domain, in a namespace of that one', () => {
  const topology: Topology = {
    ...base,
    networks: [...hubAndSpoke.networks, { name: 'net-edge' }],
    clusters: { ...hubAndSpoke.clusters, edge: { network: 'net-edge', controlledBy: 'hub' } },
  };
  const maps = named(topology, 'ConfigMap', 'istio');
  for (const reader of ['istio-system', 'istiod-spoke']) {
    const namespaces = named(topology, 'Namespace', reader);
    for (const [cluster, { network }] of Object.entries(topology.clusters)) {
      expect(namespaces[cluster]?.map(({ metadata }) => metadata.labels)).toEqual([
        { 'topology.istio.io/network': network },
      ]);
      const told = maps[cluster]?.filter(({ metadata }) => metadata.namespace === reader) ?? [];
      expect(told.map(({ data }) => (load(data.mesh) as Printed).trustDomain)).toEqual(['acme.example']);
    }
  }
  // A cluster is lent to its primary to keep; an external istiod has it as its own.
  const annotated = named(topology, 'Namespace', 'istiod-spoke')['spoke']?.[0];
  expect(Object.keys(annotated?.metadata.annotations)).toEqual([NEEDS_SECRETS]);
});

test('one cluster alone tells nobody', () => {
  const alone = { ...base, networks: [hubNetwork], clusters: { east: { network: 'net-hub' } } };
  expect(named(alone, 'ConfigMap', 'istio')['east']).toHaveLength(1);
});

test('the external istiod is a Deployment where it runs, beside the one of that cluster', () => {
  const { hub, spoke } = named(hubAndSpoke, 'Deployment', 'istiod');
  expect(hub?.map(({ metadata }) => metadata.namespace)).toEqual(['istio-system', 'istiod-spoke']);
  expect(spoke).toEqual([]);
});

test('an external istiod runs in one cluster, and has its configuration, rights and CA in another', () => {
  const [hub, spoke] = fleet('fleet', minimal, hubAndSpoke).map((environment) =>
    synth((chart) => new MeshEnvironment(chart, environment)),
  );
  if (!hub || !spoke) throw new Error('two clusters were asked for');
  // The same namespace on both sides, as istiod looks for its configuration in its own.
  expect(Object.keys(spoke)).toEqual(
    expect.arrayContaining([
      'Namespace/istiod-spoke',
      'ConfigMap/istio',
      'ConfigMap/istio-sidecar-injector',
      'Role/istiod',
    ]),
  );
  expect(Object.keys(spoke)).not.toContain('Deployment/istiod');
  expect(spoke['ConfigMap/istio'].metadata.namespace).toBe('istiod-spoke');
  expect(hub['Namespace/istiod-spoke'].metadata.annotations[NEEDS_SECRETS]).toBe('cacerts,istio-kubeconfig');
  expect(spoke['Namespace/istiod-spoke'].metadata.annotations[NEEDS_SECRETS]).toBe(remoteSecret('hub'));
  // What its proxies ask for by name is what the hub's gateway leads to it.
  const sni =
    spoke['MutatingWebhookConfiguration/istio-sidecar-injector-istiod-spoke'].webhooks[0].clientConfig.service;
  const [first] = hub['VirtualService/istiod-vs-istiod-spoke'].spec.tls;
  expect(first.match[0].sniHosts).toEqual([`${sni.name}.${sni.namespace}.svc`]);
  expect((load(spoke['ConfigMap/istio'].data.mesh) as Printed).defaultConfig.discoveryAddress).toBe(
    `${sni.name}.${sni.namespace}.svc:15012`,
  );
  expect(first.route[0].destination.host).toBe('istiod.istiod-spoke.svc.cluster.local');
  expect(spoke['EndpointSlice/istiod'].endpoints).toEqual([{ addresses: [hubNetwork.address] }]);
});

test('an external istiod knows the addresses of networks as the primaries do', () => {
  const topology = { ...hubAndSpoke, networks: [hubNetwork, { name: 'net-spoke', address: '192.0.2.2' }] };
  const [hub, spoke] = Object.values(named(topology, 'ConfigMap', 'istio')).map((maps) =>
    maps.find(({ data }) => data.meshNetworks !== undefined),
  );
  expect(Object.keys((load(spoke?.data.meshNetworks) as Printed).networks)).toEqual(['net-hub', 'net-spoke']);
  expect(spoke?.data.meshNetworks).toBe(hub?.data.meshNetworks);
});

test('what the base asks of its control planes is asked of an external one too', () => {
  const istiod = (kind: string) =>
    named(hubAndSpoke, kind, 'istiod', production)['hub']?.find(
      ({ metadata }) => metadata.namespace === 'istiod-spoke',
    );
  expect(istiod('HorizontalPodAutoscaler').spec.minReplicas).toBe(2);
  expect(istiod('PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  expect(istiod('NetworkPolicy').spec.podSelector.matchLabels).toMatchObject({ app: 'istiod' });
  const { template } = istiod('Deployment').spec;
  expect(template.spec.topologySpreadConstraints).toHaveLength(1);
  expect(template.spec.volumes).toContainEqual({ name: 'cacerts', secret: { secretName: 'cacerts' } });
});

test("the base's own secrets are still asked for", () => {
  const [hub] = named(hubAndSpoke, 'Namespace', 'istio-system', production)['hub'] ?? [];
  const needed = hub?.metadata.annotations[NEEDS_SECRETS].split(',');
  expect(needed).toEqual(
    expect.arrayContaining(['cacerts', remoteSecret('spoke'), ...(production.needsSecrets ?? [])]),
  );
});

test('a network that is closed lets gateways through to an istiod in another cluster', () => {
  const { hub, spoke } = named(hubAndSpoke, 'NetworkPolicy', 'istio-eastwestgateway', production);
  const open = (policies: readonly Printed[] = []) =>
    policies.flatMap(({ spec }) => spec.egress.flatMap(({ ports = [] }: Printed) => ports));
  const toIstiod = { protocol: 'TCP', port: 15012 };
  expect(open(spoke)).toContainEqual(toIstiod);
  expect(open(hub)).not.toContainEqual(toIstiod);
});
