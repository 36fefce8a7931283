import { writeFileSync } from 'node:fs';
import { printManifests } from '../lib';

/** Objects of a service as people write them: Service, Deployment, DestinationRule, VirtualService and AuthorizationPolicy. */
function service(name: string, namespace: string, caller: string) {
  const metadata = { name, namespace };
  const labels = { app: name, version: 'v1' };
  const destination = { host: name, subset: 'v1' };
  const container = { name: 'app', image: `registry.example/${name}:1`, ports: [{ containerPort: 8080 }] };
  const to = { operation: { methods: ['GET'], paths: ['/api/*'] } };
  const from = { source: { principals: [`cluster.local/ns/${namespace}/sa/${caller}`] } };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [container] } },
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: { host: name, subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: [name],
        http: [
          { match: [{ uri: { prefix: '/api' } }], route: [{ destination }], timeout: '5s' },
          { route: [{ destination }] },
        ],
      },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata,
      spec: { selector: { matchLabels: { app: name } }, rules: [{ from: [from], to: [to] }] },
    },
  ];
}

/** Writes a file with `count` objects that relate to each other across ten namespaces, and the namespaces. */
export function writeObjects(file: string, count: number): void {
  const teams = Array.from({ length: 10 }, (_, i) => `team-${i}`);
  const namespaces = teams.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'istio-injection': 'enabled' } },
  }));
  const services = Array.from({ length: count / 5 }, (_, i) =>
    service(`service-${i}`, teams[i % 10] ?? '', `service-${(i + 10) % (count / 5)}`),
  );
  writeFileSync(file, printManifests([...namespaces, ...services.flat()]));
}
