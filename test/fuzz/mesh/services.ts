import fc from 'fast-check';
import { Bookinfo } from '../../../lib/bookinfo';
import { TASKS } from '../../../lib/bookinfo/tasks';
import { Route } from '../../../lib/mesh/route/route';
import { Allow } from '../../../lib/mesh/security/authorization';
import { ExistingService } from '../../../lib/mesh/services/existing';
import { Microservice } from '../../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../../lib/mesh/services/namespace';
import { DestinationPolicy } from '../../../lib/mesh/traffic/destination-policy';
import { map, number, optional, port, some, text, texts } from '../values';
import type { Family } from './family';

const resources = optional({ requests: map, limits: map });
const version = fc.record(
  {
    image: text,
    replicas: number,
    env: map,
    args: texts,
    emptyDirs: map,
    resources,
    readiness: text,
    podAnnotations: map,
    serviceAccount: fc.oneof(text, fc.constant(false)),
    pullPolicy: fc.constantFrom('Always', 'Never'),
  },
  { requiredKeys: ['image'] },
);

/** What answers. */
export const SERVICES: readonly Family[] = [
  {
    of: ['Microservice'],
    props: fc.record(
      {
        name: text,
        ports: some(port),
        versions: fc.dictionary(text, version, { maxKeys: 3 }),
        serviceAccount: fc.oneof(text, fc.constant(false)),
        service: optional({ type: text, trafficDistribution: text }),
        serviceForEachVersion: fc.boolean(),
      },
      { requiredKeys: ['ports', 'versions'] },
    ),
    make: ({ scope }, props) => new Microservice(scope, 'it', props),
  },
  {
    of: ['ExistingService'],
    props: fc.record(
      {
        name: text,
        namespace: text,
        ports: some(port),
        versions: fc.oneof(texts, fc.dictionary(text, map, { maxKeys: 2 })),
        podLabels: map,
        serviceAccounts: texts,
        clusterDomain: text,
      },
      { requiredKeys: ['name', 'namespace', 'ports'] },
    ),
    make: ({ scope, web }, props) => {
      const service = ExistingService.of(props).calls(web);
      const [version] = service.versions;
      new Route(scope, 'route', {
        service,
        http: [{ to: version === undefined ? service : service.version(version) }],
      });
      new DestinationPolicy(scope, 'policy', { service });
      new Allow(scope, 'allow', { workload: web, rules: [{ from: service }] });
    },
  },
  {
    of: ['MeshNamespace'],
    props: fc.record({ name: text, labels: map, podSecurity: text, existing: fc.boolean(), clusterDomain: text }),
    make: ({ scope }, props) => new MeshNamespace(scope, 'it', { injection: true, ...props }),
  },
  {
    of: ['Bookinfo'],
    dear: 20,
    props: optional({
      namespace: text,
      podSecurity: text,
      api: fc.constantFrom('istio', 'gateway-api'),
      tasks: some(fc.constantFrom(...Object.keys(TASKS))),
      hardening: fc.constantFrom('restricted', 'none'),
      dualStack: fc.boolean(),
      serviceAccounts: fc.boolean(),
      accountPerVersion: fc.boolean(),
      rootNamespace: text,
    }),
    make: ({ scope }, props) => new Bookinfo(scope, 'it', { injection: true, ...props }),
  },
];
