import { PROFILE_ENVIRONMENTS } from '../../../lib/environments/profiles';
import { ingressGateway } from '../../../lib/gateways/presets';
import type { App, Environment } from '../../../lib/installation/environment';
import { override } from '../../../lib/kit/override';
import { Microservice } from '../../../lib/mesh/services/microservice';
import { type Injection, MeshNamespace, type MeshNamespaceProps } from '../../../lib/mesh/services/namespace';
import { http } from '../../../lib/mesh/services/ports';
import { plainEnvoys } from './plain';

/** Who calls whom: callers in each kind of namespace, each with an account of its own. */
export interface Shop {
  readonly namespace: MeshNamespace;
  readonly cart: Microservice;
  readonly callers: Readonly<Record<(typeof CALLERS)[number], Microservice>>;
}

/** Callers, by the namespace that says how they join the mesh. */
export const CALLERS = ['friend', 'foe', 'sidecar', 'bare'] as const;
const HOMES: Readonly<Record<string, Injection>> = { guests: 'ambient', injected: true, outside: false };
const HOME = { friend: 'guests', foe: 'guests', sidecar: 'injected', bare: 'outside' } as const;

const service = (namespace: MeshNamespace, name: string, versions: readonly string[] = ['v1']) => {
  const version = { image: `example.com/${name}:1`, readiness: '/health', drain: 5 };
  const all = Object.fromEntries(versions.map((one) => [one, version]));
  return new Microservice(namespace, name, {
    ports: [http(8080)],
    versions: all,
    serviceForEachVersion: versions.length > 1,
  });
};

/** A shop that everybody calls, in ambient mode or with sidecars; `more` is put beside it. */
export const shop =
  (more: (shop: Shop) => void = () => {}, home: MeshNamespaceProps = { injection: 'ambient' }): App =>
  (mesh) => {
    const namespace = new MeshNamespace(mesh, 'shop', home);
    const cart = service(namespace, 'cart', ['v1', 'v2']);
    const homes = Object.entries(HOMES).map(([name, how]) => [name, new MeshNamespace(mesh, name, { injection: how })]);
    const byName: Readonly<Record<string, MeshNamespace>> = Object.fromEntries(homes);
    const callers = CALLERS.map((name) => [name, service(byName[HOME[name]] as MeshNamespace, name)]);
    const made: Shop = { namespace, cart, callers: Object.fromEntries(callers) };
    more(made);
    return made;
  };

/** The profile `ambient` with Bookinfo behind an ingress gateway, and what else is asked for. */
export const ambient = (...apps: readonly App[]): Environment =>
  override(PROFILE_ENVIRONMENTS.ambient, {
    name: 'mesh',
    delivery: null,
    // A plain Envoy has none of Istio's filters for metrics.
    istio: { mesh: { defaultProviders: { metrics: [] } }, istiod: { autoscaling: null } },
    gateways: { ingress: override(ingressGateway, { autoscaling: null }) },
    bookinfo: { dataPlane: 'ambient', hardening: 'production' },
    apps: [plainEnvoys, ...apps],
  });
