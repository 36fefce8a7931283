import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { problemsOf } from '../kit/problems';
import { SYSTEM_CA_FILE } from '../mesh/traffic/traffic-policy';
import { routeMatchers } from '../simulator/matchers';
import { route } from '../simulator/routes/route';
import { HARDENING, type HARDENING_LEVELS } from './hardening';
import { Bookinfo, type BookinfoProps } from './index';
import { TASKS, type TaskName } from './tasks';

expect.extend(routeMatchers);

const ingress = {
  name: 'edge',
  namespace: 'istio-system',
  selector: { app: 'edge', istio: 'ingressgateway' },
  ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
};

function bookinfo(props: Partial<BookinfoProps> = {}) {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const made = new Bookinfo(chart, 'Bookinfo', { injection: true, ingress, ...props });
  const objects = () => [...app.objects().values()].flat().map((object) => object.toJson());
  const find = (kind: string, name: string) => objects().find((o) => o.kind === kind && o.metadata.name === name);
  return { app, chart, objects, find, ...made, all: made };
}
const withTask = (task: TaskName, props: Partial<BookinfoProps> = {}) => bookinfo({ tasks: [task], ...props });
const JASON = { 'end-user': 'jason' };

describe('Bookinfo', () => {
  test('is four services, six Deployments and four ServiceAccounts in a namespace with sidecars', () => {
    const kinds = bookinfo()
      .objects()
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(kinds.filter((name) => /^(Deployment|ServiceAccount|Namespace)/.test(name))).toEqual([
      'Namespace/bookinfo',
      'ServiceAccount/bookinfo-details',
      'Deployment/details-v1',
      'ServiceAccount/bookinfo-ratings',
      'Deployment/ratings-v1',
      'ServiceAccount/bookinfo-reviews',
      'Deployment/reviews-v1',
      'Deployment/reviews-v2',
      'Deployment/reviews-v3',
      'ServiceAccount/bookinfo-productpage',
      'Deployment/productpage-v1',
    ]);
  });

  test.each(['istio', 'gateway-api'] as const)('lets a browser see its pages alone, with %s', (api) => {
    const { chart, all, listeners } = bookinfo({ api });
    if (listeners === undefined) throw new Error('nothing listens');
    const ask = (path: string) => route(chart, { host: 'any.example.com', path, gateway: listeners });
    for (const path of ['/productpage', '/static/img/izzy.png', '/login', '/logout', '/api/v1/products/0'])
      expect(ask(path)).toReach(all.productpage);
    for (const path of ['/', '/productpage/x', '/metrics']) expect(ask(path)).toBeAnswered(404);
  });

  test('listens where the pods of its gateway do', () => {
    const port = (targetPort: number | undefined) => {
      const ports = [{ name: 'http2', port: 80, ...(targetPort === undefined ? {} : { targetPort }) }];
      return bookinfo({ ingress: { ...ingress, ports } }).find('Gateway', 'bookinfo-gateway')?.spec.servers[0].port
        .number;
    };
    expect([port(8080), port(undefined)]).toEqual([8080, 80]);
    expect(() => bookinfo({ ingress: { ...ingress, ports: [] } })).toThrow('IST0162 [edge] port 80 is neither');
  });

  test('declares who calls whom', () => {
    const { all } = bookinfo();
    const calls = [all.productpage, all.reviews, all.details, all.ratings].flatMap(({ declaredCalls }) =>
      declaredCalls.map(({ from, fromVersion, to }) => `${from.name} ${fromVersion ?? 'all'} -> ${to.name}`),
    );
    expect(calls).toEqual([
      'productpage all -> details',
      'productpage all -> reviews',
      'reviews v2 -> ratings',
      'reviews v3 -> ratings',
    ]);
  });

  test('tells versions of reviews apart where it is asked to', () => {
    const { all } = bookinfo({ accountPerVersion: true });
    expect(all.reviews.version('v2').serviceAccounts).toEqual([{ name: 'bookinfo-reviews-v2', namespace: 'bookinfo' }]);
  });

  test('is hardened as chosen, and each measure has its reason', () => {
    const container = (hardening: (typeof HARDENING_LEVELS)[number], deployment: string) =>
      bookinfo({ hardening }).find('Deployment', deployment)?.spec.template.spec.containers[0];
    expect(container('none', 'details-v1').securityContext).toBe(undefined);
    expect(container('psa', 'details-v1').securityContext.capabilities.drop).toEqual(['all']);
    expect(container('restricted', 'details-v1').securityContext.readOnlyRootFilesystem).toBe(true);
    expect(container('restricted', 'reviews-v1').securityContext.readOnlyRootFilesystem).toBe(undefined);
    expect(container('production', 'ratings-v1').readinessProbe.httpGet.path).toBe('/health');
    for (const { reason } of HARDENING) expect(reason.length).toBeGreaterThan(20);
  });
});

describe('a task', () => {
  test.each(Object.keys(TASKS) as TaskName[])('%s is a sound mesh by itself, and says what it is for', (task) => {
    for (const api of ['istio', 'gateway-api'] as const) expect(problemsOf(withTask(task, { api }).app)).toEqual([]);
    expect(TASKS[task].purpose).toMatch(/^[A-Z].*\.$/);
  });

  const apis = ['istio', 'gateway-api'] as const;
  const to = (name: TaskName, api: (typeof apis)[number], headers = {}) => {
    const { chart, all } = withTask(name, { api });
    return {
      outcome: route(chart, { host: all.reviews, headers, from: all.productpage }),
      reviews: all.reviews,
      chart,
      all,
    };
  };

  test.each(apis)('splits reviews by weight, with %s', (api) => {
    for (const [task, a, share, b] of [
      ['reviews-90-10', 'v1', 90, 'v2'],
      ['reviews-80-20', 'v1', 80, 'v2'],
      ['reviews-50-v3', 'v1', 50, 'v3'],
      ['reviews-v2-v3', 'v2', 50, 'v3'],
    ] as const) {
      const { outcome, reviews } = to(task, api);
      expect(outcome).toReach(reviews.version(a), share);
      expect(outcome).toReach(reviews.version(b), 100 - share);
    }
  });

  test.each(apis)('shows jason another version, with %s', (api) => {
    for (const [task, others] of [
      ['reviews-test-v2', 'v1'],
      ['reviews-jason-v2-v3', 'v3'],
    ] as const) {
      const { reviews, outcome } = to(task, api, JASON);
      expect(outcome).toReach(reviews.version('v2'));
      expect(to(task, api).outcome).toReach(reviews.version(others));
      expect(to(task, api, { 'end-user': 'jasonx' }).outcome).toReach(reviews.version(others));
    }
  });

  test.each(apis)('pins versions, with %s', (api) => {
    expect(to('reviews-v1', api).outcome).toReach(to('reviews-v1', api).reviews.version('v1'));
    expect(to('reviews-v3', api).outcome).toReach(to('reviews-v3', api).reviews.version('v3'));
    const { chart, all } = to('all-v1', api);
    for (const service of [all.productpage, all.details, all.reviews, all.ratings])
      expect(route(chart, { host: service })).toReach(service.version('v1'));
    expect(route(chart, { host: all.ratings })).not.toReach(all.ratings, 50);
  });

  test('delays or fails ratings for jason alone', () => {
    const ask = (task: TaskName, headers = {}) => {
      const { chart, all } = withTask(task);
      return route(chart, { host: all.ratings, headers, from: all.reviews.version('v2') });
    };
    expect(ask('ratings-test-delay', JASON)).toBeDelayed('7s');
    expect(ask('ratings-test-delay')).not.toBeDelayed('7s');
    expect(ask('ratings-test-abort', JASON)).toBeAborted(500);
    expect(ask('ratings-test-abort')).not.toBeAborted(500);
  });

  test('fails details for everybody', () => {
    const { chart, all } = withTask('fault-details-v1');
    expect(route(chart, { host: all.details })).toBeAborted(555);
  });

  test.each([
    ['ratings-db', 'v2', 'mongodb'],
    ['ratings-mysql', 'v2-mysql', 'mysqldb'],
    ['ratings-mysql-vm', 'v2-mysql-vm', 'mysqldb'],
  ] as const)('%s takes the stars of ratings %s from %s', (task, version, database) => {
    const { chart, all } = withTask(task);
    expect(route(chart, { host: all.ratings })).toReach(all.ratings.version(version));
    expect(route(chart, { host: all.reviews })).toReach(all.reviews.version('v3'));
    expect(all.ratings.declaredCalls.map((call) => [call.fromVersion, call.to.name])).toEqual([[version, database]]);
  });

  test('sends details v2 to Google, whose TLS its sidecar begins', () => {
    const { chart, all, find } = withTask('egress-google-apis', { tasks: ['details-v2', 'egress-google-apis'] });
    expect(route(chart, { host: all.details })).toReach(all.details.version('v2'));
    const { targets } = route(chart, { host: 'www.googleapis.com', port: 80, from: all.details });
    expect(targets).toEqual([{ host: 'www.googleapis.com', port: 443, share: 100 }]);
    const [https] = find('DestinationRule', 'originate-tls-for-googleapis')?.spec.trafficPolicy.portLevelSettings ?? [];
    expect(https).toEqual({ port: { number: 443 }, tls: { mode: 'SIMPLE', caCertificates: SYSTEM_CA_FILE } });
  });

  test('changes how reviews are called', () => {
    expect(withTask('reviews-random').find('DestinationRule', 'reviews')?.spec.trafficPolicy.loadBalancer).toEqual({
      simple: 'RANDOM',
    });
    expect(withTask('destination-rules-mtls').find('DestinationRule', 'details')?.spec.trafficPolicy.tls).toEqual({
      mode: 'ISTIO_MUTUAL',
    });
  });

  test('closes the namespace to plaintext', () => {
    const { find } = withTask('strict-mtls');
    expect(find('PeerAuthentication', 'default')).toMatchObject({
      metadata: { namespace: 'bookinfo' },
      spec: { mtls: { mode: 'STRICT' } },
    });
  });

  test('answers challenges and keeps the certificate where the gateway reads it', () => {
    const { find } = bookinfo({ tasks: ['acme-challenge', 'certificate', 'ingress'] });
    expect(find('VirtualService', 'cert-manager')?.spec.http[0].match[0].uri.prefix).toBe(
      '/.well-known/acme-challenge/',
    );
    expect(find('Certificate', 'istio-ingressgateway-certs')?.metadata.namespace).toBe('istio-system');
    expect(find('Certificate', 'istio-ingressgateway-certs')?.apiVersion).toBe('cert-manager.io/v1');
    expect(find('Ingress', 'gateway')?.spec.rules[0].http.paths).toHaveLength(5);
  });

  test('that routes what another one routes is refused', () => {
    const both = bookinfo({ tasks: ['reviews-v1', 'reviews-90-10'] });
    expect(problemsOf(both.app).map((line) => line.split(';')[0])).toEqual([
      'MESH003 [test/Bookinfo/Namespace/Task-reviews-90-10/reviews] VirtualService "reviews" in namespace "bookinfo" is made by test/Bookinfo/Namespace/Task-reviews-v1/reviews too',
    ]);
  });
});
