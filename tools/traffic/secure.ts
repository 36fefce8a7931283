import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { secure } from '../../lib/environments/secure';
import type { App } from '../../lib/installation/environment';
import { MeshEnvironment } from '../../lib/installation/installation';
import { byHeader } from '../../lib/mesh/rate-limit/descriptors';
import { LocalRateLimit, perMinute } from '../../lib/mesh/rate-limit/local-rate-limit';
import { RequestAuthentication } from '../../lib/mesh/security/tokens/request-authentication';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { egressTraffic } from './egress';
import { ask, podAddresses, processAt, up, withObjects } from './lab';
import { addressOf, type Json, jsonOf, type Report } from './report';
import { Issuer } from './tokens';

/** The environment as it is written, or with something more. */
function made(...more: readonly App[]): readonly Json[] {
  const app = new MeshApp();
  const { addons: _, ...rest } = secure;
  new MeshEnvironment(app, { ...rest, apps: [...(secure.apps ?? []), ...more] });
  return jsonOf(app);
}

/** The control plane's namespace, to put a policy of a gateway into. */
const rootOf = (mesh: MeshEnvironment) =>
  new MeshNamespace(mesh, 'TestRoot', { name: 'istio-system', injection: false, existing: true });

const PATHS = { productpage: '/productpage', details: '/details/0', reviews: '/reviews/0', ratings: '/ratings/0' };
const PODS = ['productpage v1', 'details v1', 'reviews v1', 'reviews v2', 'reviews v3', 'ratings v1'] as const;

/** The declared calls, written here once more: the environment is held against them. */
const DECLARED: readonly string[] = [
  'productpage v1 > details',
  'productpage v1 > reviews',
  'reviews v2 > ratings',
  'reviews v3 > ratings',
];

const podOf = (pod: string): string => {
  const [app = '', version = ''] = pod.split(' ');
  return podAddresses(app, version)[0] ?? '';
};

/** Everybody asks everybody; only who declared it gets an answer. */
function callers(report: Report): void {
  for (const pod of PODS) {
    const from = processAt(podOf(pod));
    for (const [service, path] of Object.entries(PATHS)) {
      if (pod.startsWith(service)) continue;
      const call = `${pod} > ${service}`;
      const status = ask(`http://${service}:9080${path}`, 1, {}, from)[0]?.status;
      const wanted = DECLARED.includes(call) ? 200 : 403;
      report(`declared calls alone: ${call}`, status === wanted, `${status}`);
    }
  }
}

function plaintext(report: Report, page: string): void {
  const through = ask(page, 5, {}).map(({ status }) => status);
  report(
    'strict mTLS lets the mesh through',
    through.every((status) => status === 200),
    through.join(' '),
  );
  for (const pod of PODS) {
    const status = ask(`http://${podOf(pod)}:9080/health`, 1, {})[0]?.status;
    report(`strict mTLS refuses plaintext to ${pod}`, status === 0, `${status}`);
  }
}

/** Prometheus has no sidecar: it asks each proxy's agent and istiod in the clear, whatever mutual TLS and policies say. */
export function scrapes(report: Report): void {
  const gateways = ['istio-ingressgateway', 'istio-egressgateway'];
  const proxies: readonly (readonly [pod: string, address: string])[] = [
    ...PODS.map((pod) => [pod, podOf(pod)] as const),
    ...gateways.map((app) => [app, podAddresses(app, undefined, 'istio-system')[0] ?? ''] as const),
  ];
  const [istiod = ''] = podAddresses('istiod', undefined, 'istio-system');
  const scraped = (what: string, url: string, metric: string) => {
    const answer = ask(url, 1, {})[0];
    const series = answer?.body.split('\n').filter((line) => line.startsWith(metric)).length ?? 0;
    report(`Prometheus scrapes ${what}`, answer?.status === 200 && series > 0, `${answer?.status}, ${series} series`);
  };
  for (const [pod, address] of proxies) scraped(pod, `http://${address}:15020/stats/prometheus`, 'envoy_');
  scraped('istiod', `http://${istiod}:15014/metrics`, 'pilot_');
}

/** A host that answers, but that no service entry declares: istiod's own health, by its address. */
function registryOnly(report: Report): void {
  const [address = ''] = podAddresses('istiod', undefined, 'istio-system');
  const url = `http://${address}:8080/ready`;
  const host = { host: 'undeclared.example:8080' };
  const outside = ask(url, 1, host)[0]?.status;
  const inside = ask(url, 1, host, processAt(podOf('productpage v1')))[0]?.status;
  const stopped = inside === 0 || inside === 502;
  report(
    'an undeclared host is not reached',
    outside === 200 && stopped,
    `${outside} outside, ${inside} inside the mesh`,
  );
}

const count = (statuses: readonly number[], wanted: number) => statuses.filter((status) => status === wanted).length;

/** Runs `check` with what an app adds to the environment. */
async function adding(app: App, check: () => void): Promise<void> {
  const base = new Set(made().map(addressOf));
  const added = made(app).filter((object) => !base.has(addressOf(object)));
  await withObjects(added, check);
}

async function gatewayLimit(report: Report, page: string): Promise<void> {
  await adding(
    (mesh) => {
      const traffic = mesh.gateways.get('ingress');
      if (traffic === undefined) return;
      const quotas = [{ of: [byHeader(':path', 'path')], values: { path: '/productpage' }, rate: perMinute(4) }];
      new LocalRateLimit(rootOf(mesh), 'limit', { traffic, rate: perMinute(100), quotas });
    },
    () => {
      const statuses = ask(page, 10, {}).map(({ status }) => status);
      const other = ask(page.replace('productpage', 'login'), 1, {})[0]?.status;
      const measured = `${count(statuses, 429)} of 10 refused, another path ${other}`;
      report(
        'a gateway counts by path where a quota says so',
        measured === '6 of 10 refused, another path 200',
        measured,
      );
    },
  );
}

/** Connections that were open before keep the old filters until Envoy has drained them. */
const DRAINED_MS = 50_000;
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

async function sidecarLimit(report: Report, page: string): Promise<void> {
  await adding(
    ({ bookinfo }) => {
      if (bookinfo === undefined) return;
      const traffic = bookinfo.productpage.port(9080);
      new LocalRateLimit(bookinfo.namespace, 'limit', { traffic, rate: perMinute(5) });
    },
    () => {
      pause(DRAINED_MS);
      const statuses = ask(page, 12, {}).map(({ status }) => status);
      const measured = `${count(statuses, 200)} of 12 passed, ${count(statuses, 429)} refused`;
      report('a sidecar lets 5 requests through and answers 429', measured === '5 of 12 passed, 7 refused', measured);
    },
  );
}

async function tokens(report: Report, page: string): Promise<void> {
  const [ours, theirs] = [new Issuer(), new Issuer()];
  const status = (issuer?: Issuer) =>
    ask(page, 1, issuer ? { authorization: `Bearer ${issuer.token({ sub: 'jason' })}` } : {})[0]?.status;
  for (const required of [false, true])
    await adding(
      (mesh) => {
        const workload = mesh.gateways.get('ingress');
        const jwt = [{ issuer: ours.name, jwks: ours.jwks }];
        if (workload) new RequestAuthentication(rootOf(mesh), 'jwt', { workload, jwt, required });
      },
      () => {
        const measured = `${status(ours)} with a token, ${status(theirs)} with a forged one, ${status()} without`;
        const wanted = `200 with a token, 401 with a forged one, ${required ? 403 : 200} without`;
        report(`tokens at the ingress, ${required ? 'required' : 'optional'}`, measured === wanted, measured);
      },
    );
}

/** What the secure environment promises, by requests through its Envoys. */
export async function secureTraffic(report: Report): Promise<void> {
  const page = `${up(made())}/productpage`;
  plaintext(report, page);
  callers(report);
  scrapes(report);
  registryOnly(report);
  await egressTraffic(report, adding);
  await tokens(report, page);
  await gatewayLimit(report, page);
  await sidecarLimit(report, page);
}
