import type { Chart } from 'cdk8s';
import { Bookinfo, type BookinfoProps } from '../lib/bookinfo';
import { MongoDb, MySql } from '../lib/bookinfo/databases';
import type { TaskName } from '../lib/bookinfo/tasks';
import type { Block } from '../lib/kit/json';
import type { GatewayPods } from '../lib/mesh/edge/listeners';
import { ExistingService } from '../lib/mesh/services/existing';
import { tcp } from '../lib/mesh/services/ports';
import type { Case } from './case';

/** The ingress gateway as the official profiles have it. */
const ingress: GatewayPods = {
  name: 'istio-ingressgateway',
  namespace: 'istio-system',
  selector: { istio: 'ingressgateway' },
  ports: [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ],
};

/** Bookinfo as the sample has it, without our hardening. */
const sample = (chart: Chart, props: Partial<BookinfoProps> = {}) =>
  new Bookinfo(chart, 'Bookinfo', { injection: true, hardening: 'none', ...props });

const app = (
  file: string,
  props: Partial<BookinfoProps> = {},
  more: (bookinfo: Bookinfo) => void = () => undefined,
): Case => ({
  reference: `bookinfo/kube/${file}.yaml`,
  namespace: 'bookinfo',
  build: (chart) => more(sample(chart, props)),
});

/** The samples leave out the only port of a service, which istiod then looks for by the port that the caller asked. */
function withoutOnlyPort(object: Block): Block {
  if (object['kind'] !== 'VirtualService') return object;
  return JSON.parse(
    JSON.stringify(object, (key, value) => (key === 'port' && value.number === 9080 ? undefined : value)),
  );
}

const task = (file: string, name: TaskName, ready: (bookinfo: Bookinfo) => void = () => undefined): Case => ({
  reference: `bookinfo/networking/${file}.yaml`,
  namespace: 'bookinfo',
  as: withoutOnlyPort,
  build: (chart) => ready(sample(chart, { ingress, tasks: [name] })),
});

const apiTask = (file: string, ...tasks: readonly TaskName[]): Case => ({
  reference: `bookinfo/gateway-api/${file}.yaml`,
  namespace: 'bookinfo',
  build: (chart) => sample(chart, { api: 'gateway-api', tasks }),
});

const mysqlOnVm = ExistingService.of({ name: 'mysqldb', namespace: 'vm', ports: [tcp(3306)] });

/** Every version that the sample's destination rules name. */
function allVersions({ namespace, details, ratings }: Bookinfo) {
  details.addV2();
  ratings.addV2(new MongoDb(namespace));
  ratings.addV2MySql('v2-mysql', new MySql(namespace));
  ratings.addV2MySql('v2-mysql-vm', mysqlOnVm);
}

const plain = { serviceAccounts: false } as const;
const dual = { dualStack: true } as const;

const kube: readonly Case[] = [
  app('bookinfo'),
  app('bookinfo-psa', { hardening: 'psa' }),
  app('bookinfo-dualstack', dual),
  app('bookinfo-details', plain),
  app('bookinfo-details-dualstack', { ...plain, ...dual }),
  app('bookinfo-ratings', plain),
  app('bookinfo-ratings-dualstack', { ...plain, ...dual }),
  app('bookinfo-ratings-discovery'),
  app('bookinfo-ratings-discovery-dualstack', dual),
  app('bookinfo-reviews-v2', plain),
  app('bookinfo-details-v2', {}, (bookinfo) => bookinfo.details.addV2()),
  app('bookinfo-db', {}, ({ namespace }) => new MongoDb(namespace)),
  app('bookinfo-mysql', {}, ({ namespace }) => new MySql(namespace)),
  app('bookinfo-ratings-v2', {}, allVersions),
  app('bookinfo-ratings-v2-mysql', {}, allVersions),
  app('bookinfo-ratings-v2-mysql-vm', {}, allVersions),
  app('bookinfo-versions', { serviceForEachVersion: true }),
  app('bookinfo-ingress', { tasks: ['ingress'] }),
  app('bookinfo-certificate', { ingress, tasks: ['certificate'] }),
  app('productpage-nodeport', { nodePort: true }),
];

const networking: readonly Case[] = [
  {
    reference: 'bookinfo/networking/bookinfo-gateway.yaml',
    namespace: 'bookinfo',
    build: (chart) => sample(chart, { ingress }),
  },
  task('certmanager-gateway', 'acme-challenge'),
  task('destination-rule-all', 'destination-rules', allVersions),
  task('destination-rule-all-mtls', 'destination-rules-mtls', allVersions),
  task('destination-rule-reviews', 'reviews-random'),
  task('egress-rule-google-apis', 'egress-google-apis'),
  task('fault-injection-details-v1', 'fault-details-v1'),
  task('virtual-service-all-v1', 'all-v1'),
  task('virtual-service-details-v2', 'details-v2'),
  task('virtual-service-ratings-db', 'ratings-db'),
  task('virtual-service-ratings-mysql', 'ratings-mysql'),
  task('virtual-service-ratings-mysql-vm', 'ratings-mysql-vm'),
  task('virtual-service-ratings-test-abort', 'ratings-test-abort'),
  task('virtual-service-ratings-test-delay', 'ratings-test-delay'),
  task('virtual-service-reviews-50-v3', 'reviews-50-v3'),
  task('virtual-service-reviews-80-20', 'reviews-80-20'),
  task('virtual-service-reviews-90-10', 'reviews-90-10'),
  task('virtual-service-reviews-jason-v2-v3', 'reviews-jason-v2-v3'),
  task('virtual-service-reviews-test-v2', 'reviews-test-v2'),
  task('virtual-service-reviews-v2-v3', 'reviews-v2-v3'),
  task('virtual-service-reviews-v3', 'reviews-v3'),
];

const gatewayApi: readonly Case[] = [
  apiTask('bookinfo-gateway'),
  apiTask('route-all-v1', 'all-v1'),
  apiTask('route-reviews-v1', 'reviews-v1'),
  apiTask('route-reviews-v3', 'reviews-v3'),
  apiTask('route-reviews-90-10', 'reviews-90-10'),
  apiTask('route-reviews-50-v3', 'reviews-50-v3'),
];

const policy: Case = {
  reference: 'bookinfo/policy/productpage_envoy_ratelimit.yaml',
  build: (chart) => sample(chart, { ingress, tasks: ['ratelimit'] }),
};

/** Every file of the sample: applications, routes, routes of the Gateway API, and the rate limit. */
export const bookinfoCases: readonly Case[] = [...kube, ...networking, ...gatewayApi, policy];
