import { minimal } from '../../../lib/environments/minimal';
import type { App, Environment } from '../../../lib/installation/environment';
import { override } from '../../../lib/kit/override';
import { Allow } from '../../../lib/mesh/security/authorization';
import { Microservice } from '../../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../../lib/mesh/services/namespace';
import { http } from '../../../lib/mesh/services/ports';
import { DestinationPolicy } from '../../../lib/mesh/traffic/destination-policy';
import { fleet } from '../../../lib/topology/fleet';
import type { Cluster, Topology } from '../../../lib/topology/topology';
import { placeOf } from './wires';

/** As the guide calls them. */
export const NAMES = ['east', 'west'] as const;

export const ACME = { meshId: 'acme', trustDomain: 'acme.example' } as const;
/** Clusters that do not reach each other's pods. */
export const TWO_PRIMARIES: Topology = {
  ...ACME,
  networks: [{ name: 'east' }, { name: 'west' }],
  clusters: { east: { network: 'east' }, west: { network: 'west' } },
};

/** Regions of the clusters; each is the other's resort. */
export const REGIONS = { east: 'eu-central-1', west: 'eu-west-1' } as const;
export const FAILS_OVER: Topology = {
  ...TWO_PRIMARIES,
  failover: { [REGIONS.east]: REGIONS.west, [REGIONS.west]: REGIONS.east },
};

const base: Environment = override(minimal, {
  // A plain Envoy has none of Istio's filters for metrics.
  istio: { mesh: { defaultProviders: { metrics: [] } } },
});

/** Time in which an endpoint must begin its answer. Source: istio pilot/pkg/networking/core/route/retry, ConvertPolicy; the comment of the API says that it cannot be the mesh's. */
const LIMIT = { attempts: 2, perTryTimeout: '2s' } as const;

/** What the shop has beside. */
interface More {
  /** The cart has a policy of its own, and tries end. */
  readonly limited?: true;
}

/** A cart in each cluster, a stock with pods in the west alone, and two callers, of whom one may ask for the stock. */
const shop =
  (here: string, { limited }: More): App =>
  (mesh) => {
    const injection = mesh.controlPlanes.main.revision;
    const namespace = new MeshNamespace(mesh, 'shop', { injection });
    const service = (name: string, version: string, replicas = 1) =>
      new Microservice(namespace, name, {
        ports: [http(8080)],
        versions: { [version]: { image: `example.com/${name}:1`, readiness: '/health', drain: 5, replicas } },
      });
    const cart = service('cart', here);
    if (limited) new DestinationPolicy(namespace, 'cart-policy', { service: cart, loadBalancer: 'ROUND_ROBIN' });
    const stock = service('stock', 'west', here === 'west' ? 1 : 0);
    const friend = service('friend', 'v1');
    service('foe', 'v1');
    new Allow(namespace, 'stock-callers', { workload: stock, rules: [{ from: friend }] });
  };

/** The clusters of a topology, with a shop over all of them. */
export const acme = (topology: Topology, more: More = {}): readonly Environment[] =>
  fleet('acme', base, topology).map((environment) =>
    override(environment, {
      apps: [shop(environment.name.replace('acme/', ''), more)],
      ...(more.limited && { istio: { mesh: { defaultHttpRetryPolicy: LIMIT } } }),
    }),
  );

/** Where others enter the east: the first address that its load balancers get, and it has only this one. */
export const ENTRY = `${placeOf('east', 0).block}.1`;

/** The east with an istiod, and how the west has its own. */
export const served = (west: Omit<Cluster, 'network'>): Topology => ({
  ...TWO_PRIMARIES,
  networks: [{ name: 'east', address: ENTRY }, { name: 'west' }],
  clusters: { east: { network: 'east' }, west: { network: 'west', ...west } },
});
