import type { App } from '../../lib/installation/environment';
import { canary, DestinationPolicy, exact, http, MeshNamespace, Microservice, Route } from '../../lib/mesh';

const TEAMS = 10;

/** Services of ten teams that call each other across namespaces, some of them with a canary. */
export const many =
  (count: number): App =>
  (mesh) => {
    const made: Microservice[] = [];
    for (let team = 0; team < TEAMS; team++) {
      const namespace = new MeshNamespace(mesh, `team-${team}`, { injection: true });
      for (let i = 0; i < count / TEAMS; i++) {
        const n = made.length;
        const calls = [...new Set([made[(n * 7) % (count + 1)], made[(n * 13 + 5) % (count - 13)]])].flatMap(
          (one) => one ?? [],
        );
        const versions =
          i % 10 === 0
            ? { v1: { image: 'registry.example/service:1' }, v2: { image: 'registry.example/service:2' } }
            : { v1: { image: 'registry.example/service:1' } };
        const service = new Microservice(namespace, `service-${team}-${i}`, { ports: [http(8080)], versions, calls });
        made.push(service);
        if ('v2' in versions) new DestinationPolicy(namespace, `versions-${team}-${i}`, { service });
        const to = 'v2' in versions ? canary(service.version('v1'), service.version('v2'), 10) : service;
        new Route(namespace, `route-${team}-${i}`, { service, http: [{ match: [{ path: exact('/') }], to }] });
      }
    }
  };
