import {
  Allow,
  type App,
  canary,
  DestinationPolicy,
  ENVIRONMENTS,
  type Environment,
  exact,
  fleet,
  http,
  httpServer,
  Listeners,
  MeshNamespace,
  Microservice,
  override,
  prefix,
  production,
  Route,
} from '../lib';

// Only what an earlier commit exports too: the bench runs this file there as well.

const environment = (name: string): Environment => {
  const found = ENVIRONMENTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
};
const having = (base: Environment, app: App): readonly Environment[] => [
  override(base as Environment & { readonly apps: readonly App[] }, { apps: [app] }),
];

/** Microservices, each with one version, one route and one policy. */
const microservices =
  (count: number): App =>
  (mesh) => {
    const namespace = new MeshNamespace(mesh, 'shop', { injection: true });
    for (let i = 0; i < count; i++) {
      const service = new Microservice(namespace, `service-${i}`, {
        ports: [http(8080)],
        versions: { v1: { image: 'registry.example/service:1' } },
      });
      new Route(namespace, `route-${i}`, { service, http: [{ match: [{ path: exact('/') }], to: service }] });
      new Allow(namespace, `read-${i}`, { workload: service, rules: [{ to: { methods: ['GET'] } }] });
    }
  };

/** What relates objects most: each service has two versions, rules for them, a canary, a host at a gateway, callers and policies. */
const relations =
  (count: number): App =>
  (mesh) => {
    const gateway = mesh.gateways.get('ingress');
    if (gateway === undefined) throw new Error('no gateway');
    const namespaces = Array.from(
      { length: Math.ceil(count / 100) },
      (_, i) => new MeshNamespace(mesh, `team-${i}`, { injection: true }),
    );
    const services = Array.from(
      { length: count },
      (_, i) =>
        new Microservice(namespaces[Math.floor(i / 100)] as MeshNamespace, `service-${i}`, {
          ports: [http(8080)],
          versions: { v1: { image: 'registry.example/service:1' }, v2: { image: 'registry.example/service:2' } },
        }),
    );
    for (const [i, service] of services.entries()) {
      const namespace = namespaces[Math.floor(i / 100)] as MeshNamespace;
      const caller = services[i + 1]?.calls(service);
      new DestinationPolicy(namespace, `versions-${i}`, { service });
      const to = canary(service.version('v1'), service.version('v2'), 10);
      new Route(namespace, `canary-${i}`, { service, http: [{ match: [{ path: prefix('/') }], to }] });
      const gateways = new Listeners(namespace, `host-${i}`, {
        gateway,
        servers: [httpServer(80, [`s${i}.example.com`])],
      });
      new Route(namespace, `edge-${i}`, { service, gateways, hosts: [`s${i}.example.com`], http: [{ to: service }] });
      new Allow(namespace, `callers-${i}`, {
        workload: service,
        rules: [{ from: caller === undefined ? gateway : [gateway, caller], to: { methods: ['GET'] } }],
      });
    }
  };

/** A mesh of as many primary clusters, each on a network of its own, so that each knows all others. */
function clusters(count: number): readonly Environment[] {
  const networks = Array.from({ length: count }, (_, i) => ({ name: `net-${i}`, address: `gateway-${i}.example.com` }));
  return fleet('fleet', production, {
    meshId: 'bench',
    trustDomain: 'bench.example',
    networks,
    clusters: Object.fromEntries(networks.map(({ name }, i) => [`cluster-${i}`, { network: name }])),
  });
}

/** The environments of `<count> <what>`, of one environment's name, or `all`. */
export function scenario(words: string): readonly Environment[] {
  const [count, what] = words.split(' ');
  switch (what) {
    case 'microservices':
      return having(environment('minimal'), microservices(Number(count)));
    case 'related':
      return having(environment('default'), relations(Number(count)));
    case 'clusters':
      return clusters(Number(count));
    default:
      return words === 'all' ? ENVIRONMENTS : [environment(words)];
  }
}
