import { secure } from '../../../lib/environments/secure';
import type { Environment } from '../../../lib/installation/environment';
import { override } from '../../../lib/kit/override';
import { fleet } from '../../../lib/topology/fleet';
import type { Report } from '../report';
import { faultAt } from '../steady';
import { quiet } from './answering';
import { Clusters, type Member } from './clusters';
import { FAILS_OVER, NAMES } from './mesh';
import { balancerOf, shown } from './stranger';
import { crossing, inRegions } from './wide';

const ABOUT = 'two primaries, secure';
/** So many pages that every version of reviews is among them. */
const PAGES = 12;
const CALLED = ['details-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'ratings-v1'].map(
  (name) => `deployment/${name}`,
);

/** `secure` with what a plain Envoy can do, and without what only looks at it. */
const base: Environment = override(secure, {
  addons: null,
  istio: { mesh: { defaultProviders: { metrics: [] } } },
});

/** What clients of a cluster's ingress gateway get. */
async function page(member: Member): Promise<string> {
  const target = { url: `http://${balancerOf(member, 'istio-ingressgateway')}/productpage`, headers: {} };
  const pages = Array.from({ length: PAGES }, () => faultAt(target));
  return [...new Set((await Promise.all(pages)).map((fault) => fault ?? 'whole'))].join(', ');
}

/** Whether somebody outside of the mesh, in the same cluster, reaches a pod's port in plain text. */
async function inPlainText(member: Member, app: string, port: number): Promise<string> {
  const { status } = await member.pod('bookinfo', app);
  const [istiod] = await member.pods('istio-system', 'app=istiod');
  if (istiod === undefined) throw new Error('no istiod runs');
  return member.status(istiod, `http://${status?.podIP}:${port}/`) === 0 ? 'refused' : 'answered';
}

/** `secure` over two clusters: declared calls go from one to the other, and nothing else does. */
export async function secured(report: Report): Promise<void> {
  const clusters = await Clusters.open(ABOUT, NAMES, report);
  try {
    await inRegions(clusters);
    const environments = fleet('acme', base, FAILS_OVER);
    clusters.write(environments);
    await clusters.guided('a root and intermediates', 'openssl req -x509');
    await clusters.guided('cacerts', '-n istio-system create secret generic cacerts');
    await clusters.guided('the Secrets by which istiods read clusters', '--name east | kubectl --context west');
    await clusters.arrive('two clusters', environments);
    const [east, west] = [clusters.in('east'), clusters.in('west')];
    for (const member of [east, west]) await member.becomes('the page', 'whole', () => page(member));
    await west.becomes('plain text', 'refused', () => inPlainText(west, 'details', 9080));
    const scaled = (what: readonly string[]) =>
      clusters.does(
        `${what.length} Deployments have no pod`,
        `kubectl --context east -n bookinfo scale --replicas 0 ${what.join(' ')}`,
      );
    await scaled(CALLED);
    await east.becomes('the page, by services of the west', 'whole', () => page(east));
    const productpage = await east.pod('bookinfo', 'productpage');
    const refused = () => String(east.status(productpage, 'http://ratings.bookinfo:9080/ratings/0'));
    await east.becomes('a call that nobody declared, to the west', '403', refused);
    await scaled(['deployment/productpage-v1']);
    await east.becomes('the page, of the west', 'whole', () => page(east));
    const wanted = 'O=acme,CN=west, below the root, wants a certificate';
    const seen = () => shown(west, clusters.path('root-cert.pem'), ['details.bookinfo', 9080]);
    await west.becomes('what a stranger sees behind the gateway', wanted, seen);
    await crossing(east, west);
    // All was answered in the region: policies of Bookinfo's own, with its versions, fail over too, and only then.
    await crossing(west, east, 'the API server');
    for (const name of NAMES) await quiet(clusters.in(name));
  } finally {
    clusters.close();
  }
}
