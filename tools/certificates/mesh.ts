import { demo } from '../../lib/environments/demo';
import type { App, Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { Certificate, ClusterIssuer } from '../../lib/mesh/edge/certificate';
import { Listeners } from '../../lib/mesh/edge/listeners';
import { httpServer, httpsServer } from '../../lib/mesh/edge/servers';
import { Route } from '../../lib/mesh/route/route';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { http } from '../../lib/mesh/services/ports';

export const HOST = 'shop.example.com';
/** As long as cert-manager takes, and renewed as early: after half a minute. */
export const TIMES = { duration: '1h', renewBefore: '59m30s' } as const;

/** A certificate for the host, signed by the authority that the guide makes, beside the gateway's pods. */
export function certificate(beside: MeshNamespace): Certificate {
  const issuer = ClusterIssuer.ca(beside, 'acme-gateways', { secret: 'acme-gateways' });
  return new Certificate(beside, 'shop-cert', { hosts: [HOST], issuer, ...TIMES });
}

/** Two workloads, one of which the gateway leads to, and whom the other calls. */
const shop: App = (mesh) => {
  const ingress = mesh.gateways.get('ingress');
  if (ingress === undefined) return;
  const namespace = new MeshNamespace(mesh, 'shop', { injection: true });
  const service = (name: string) => {
    const versions = { v1: { image: `example.com/${name}:1`, readiness: '/health', drain: 5 } };
    return new Microservice(namespace, name, { ports: [http(8080)], versions });
  };
  service('caller');
  const web = service('web');
  const beside = new MeshNamespace(mesh, 'Beside', { name: ingress.namespace, injection: false, existing: true });
  const { credential } = certificate(beside);
  const servers = [httpServer(80, [HOST]), httpsServer(443, [HOST], credential)];
  const gateways = new Listeners(namespace, 'entry', { gateway: ingress, servers });
  new Route(namespace, 'web-entry', { gateways, hosts: [HOST], http: [{ to: web.port(8080) }] });
};

/** A mesh that takes mutual TLS alone, with a root of one's own, and a gateway with a certificate of cert-manager's. */
export const acme: Environment = override(demo, {
  name: 'acme',
  addons: null,
  bookinfo: null,
  gateways: { egress: null },
  mutualTls: 'STRICT',
  authority: { by: 'plugged-in', severalRoots: true },
  // A plain Envoy has none of Istio's filters for metrics.
  istio: { mesh: { defaultProviders: { metrics: [] } } },
  apps: [shop],
});

/** The same, where another root wants restarts. */
export const withOneRoot: Environment = { ...acme, authority: { by: 'plugged-in' } };
