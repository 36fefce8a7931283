import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { connects, type End } from '../../../test/network';
import type { Printed } from '../../../test/synth';
import { MeshApp } from '../../checks/judge/mesh-app';
import { minimal } from '../../environments/minimal';
import { production } from '../../environments/production';
import { PROFILE_ENVIRONMENTS } from '../../environments/profiles';
import { secure } from '../../environments/secure';
import { override, type Patch } from '../../kit/override';
import { fleet } from '../../topology/fleet';
import type { Topology } from '../../topology/topology';
import type { Environment } from '../environment';
import { MeshEnvironment } from '../installation';

const least: Patch<Environment> = { istio: { networkPolicy: 'least' } };
const HUB = { name: 'net-hub', address: '192.0.2.1' };
const topology: Topology = {
  meshId: 'acme',
  trustDomain: 'acme.example',
  networks: [HUB, { name: 'net-edge' }, { name: 'net-spoke' }],
  clusters: {
    hub: { network: 'net-hub' },
    edge: { network: 'net-edge', controlledBy: 'hub' },
    spoke: { network: 'net-spoke', externalIn: 'hub' },
  },
};
const [secureHub, secureEdge, secureSpoke] = fleet('secure', secure, topology);
const clusters = fleet('fleet', override(minimal, { ...least, gateways: production.gateways }), topology);

/** What is in an environment: its policies, and its pods by the names of their workloads. */
function network(environment: Environment | undefined) {
  if (environment === undefined) throw new Error('no such environment');
  const objects: readonly Printed[] = new MeshEnvironment(new MeshApp(), environment).node
    .findAll()
    .filter((child): child is ApiObject => child instanceof ApiObject)
    .map((object) => object.toJson());
  const pods: Readonly<Record<string, End>> = Object.fromEntries(
    objects
      .filter(({ kind }) => ['Deployment', 'DaemonSet'].includes(kind))
      .map(({ metadata: { name, namespace }, spec }) => [
        name in { istiod: 0 } ? `${namespace}/${name}` : name,
        { namespace, labels: spec.template.metadata.labels },
      ]),
  );
  return { policies: objects.filter(({ kind }) => kind === 'NetworkPolicy'), pods };
}

const OTHERS: Readonly<Record<string, End>> = {
  app: { namespace: 'shop', labels: { app: 'cart' } },
  prometheus: { namespace: 'monitoring', labels: { app: 'prometheus' } },
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  world: { address: '198.51.100.7' },
  'API server': { address: '10.0.0.1' },
  'other network': { address: HUB.address },
};
const ISTIOD = 'istio-system/istiod';
const INGRESS = 'istio-ingressgateway';
const EAST_WEST = 'istio-eastwestgateway';
type Flow = readonly [from: string, to: string, port: number, protocol?: 'UDP'];

/** Connections that a mesh needs, and connections that nobody does. */
const FLOWS: Readonly<Record<string, readonly [Environment | undefined, readonly Flow[], readonly Flow[]]>> = {
  production: [
    production,
    [
      ['app', ISTIOD, 15012],
      [INGRESS, ISTIOD, 15012],
      ['API server', ISTIOD, 15017],
      ['prometheus', ISTIOD, 15014],
      [ISTIOD, 'API server', 443],
      [ISTIOD, 'API server', 6443],
      [ISTIOD, 'world', 443], // issuers' keys, other clusters
      [ISTIOD, 'dns', 53, 'UDP'],
      ['world', INGRESS, 8080],
      ['world', INGRESS, 8443],
      ['world', INGRESS, 15021], // health checks of load balancers
      ['prometheus', INGRESS, 15020],
      ['prometheus', INGRESS, 15090],
      [INGRESS, 'app', 9080],
      [INGRESS, 'dns', 53],
      [INGRESS, 'other network', 15443],
      ['prometheus', 'istio-cni-node', 15014],
      ['istio-cni-node', 'API server', 6443],
      ['istio-cni-node', 'dns', 53, 'UDP'],
    ],
    [
      ['app', ISTIOD, 15010], // configuration in plain text
      ['app', ISTIOD, 8080], // debugging
      [ISTIOD, 'app', 9080],
      [ISTIOD, 'world', 80],
      ['app', INGRESS, 15000], // administration of Envoy
      ['world', INGRESS, 15443],
      [INGRESS, 'world', 443],
      [INGRESS, 'world', 15012],
      ['app', 'istio-cni-node', 9080],
      ['istio-cni-node', 'app', 9080],
    ],
  ],
  'production on minikube': [
    override(production, { istio: { platform: 'minikube' } }),
    [
      [ISTIOD, 'API server', 8443],
      ['istio-cni-node', 'API server', 8443],
    ],
    [[ISTIOD, 'API server', 16443]],
  ],
  ambient: [
    override(PROFILE_ENVIRONMENTS.ambient, least),
    [
      ['ztunnel', ISTIOD, 15012],
      ['ztunnel', 'dns', 53, 'UDP'],
      ['prometheus', 'ztunnel', 15020],
      ['istio-cni-node', 'API server', 443],
    ],
    [
      ['app', 'ztunnel', 15000],
      ['app', 'ztunnel', 15008], // HBONE ends in the pods' own networks
      ['ztunnel', 'app', 9080],
    ],
  ],
  'a hub, with the istiod of another cluster': [
    clusters[0],
    [
      ['world', EAST_WEST, 15443],
      ['world', EAST_WEST, 15012],
      ['world', EAST_WEST, 15017],
      [EAST_WEST, ISTIOD, 15012],
      [EAST_WEST, 'istiod-spoke/istiod', 15012],
      [EAST_WEST, 'istiod-spoke/istiod', 15017],
      [EAST_WEST, 'app', 9080],
      ['istiod-spoke/istiod', 'API server', 6443],
    ],
    [
      ['app', 'istiod-spoke/istiod', 8080],
      ['istiod-spoke/istiod', 'app', 9080],
    ],
  ],
  'a remote cluster': [
    clusters[1],
    [
      [INGRESS, 'other network', 15012], // its istiod
      [INGRESS, 'other network', 15443],
      [EAST_WEST, 'other network', 15012],
      [INGRESS, 'app', 9080],
    ],
    [[INGRESS, 'world', 443]],
  ],
  'a secure hub': [
    secureHub,
    [
      ['world', EAST_WEST, 15443],
      [EAST_WEST, 'reviews-v1', 9080],
      ['productpage-v1', 'other network', 15443],
    ],
    [
      ['details-v1', 'other network', 15443], // calls nobody
      ['productpage-v1', 'other network', 15012],
      [EAST_WEST, 'reviews-v1', 15000],
    ],
  ],
  'a secure remote cluster': [
    secureEdge,
    [
      ['details-v1', 'other network', 15012], // its istiod
      ['productpage-v1', 'other network', 15443],
      [EAST_WEST, 'reviews-v1', 9080],
    ],
    [['productpage-v1', 'other network', 443]],
  ],
  'a secure cluster of an external istiod': [
    secureSpoke,
    [
      ['details-v1', 'other network', 15012],
      ['productpage-v1', 'other network', 15443],
      [EAST_WEST, 'reviews-v1', 9080],
    ],
    [['ratings-v1', 'other network', 15443]],
  ],
};

describe.each(Object.entries(FLOWS))('least privilege in %s', (_, [environment, wanted, unwanted]) => {
  const { policies, pods } = network(environment);
  const end = (name: string): End => {
    const found = pods[name] ?? OTHERS[name];
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const refused = (flows: readonly Flow[]) =>
    flows.filter(([from, to, port, protocol]) => !connects(policies, end(from), end(to), port, protocol));

  test('lets through what is needed', () => expect(refused(wanted)).toEqual([]));
  test('and nothing else', () => expect(refused(unwanted)).toEqual(unwanted));
});
