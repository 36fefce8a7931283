import { Chart } from 'cdk8s';
import type { MeshApp } from '../lib/checks/mesh-app';
import { exact, http, MeshNamespace, Microservice, Route } from '../lib/mesh';

/** Many microservices, each with a Service, a ServiceAccount, a Deployment and a route. */
export function shop(app: MeshApp, count: number): void {
  const namespace = new MeshNamespace(new Chart(app, 'shop', { disableResourceNameHashes: true }), 'shop', {
    injection: true,
  });
  for (let i = 0; i < count; i++) {
    const service = new Microservice(namespace, `service-${i}`, {
      ports: [http(8080)],
      versions: { v1: { image: 'registry.example/service' } },
    });
    new Route(namespace, `route-${i}`, { service, http: [{ match: [{ path: exact('/') }], to: service }] });
  }
}
