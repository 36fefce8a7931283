import { gunzipSync } from 'node:zlib';
import type { Live, Manifest } from '../../delivery/dist/manifest';
import { objectsOf, type Written } from '../../import/objects';
import { CHARTS, type Chart, type Release } from '../../import/values/charts';
import type { Source } from '../../import/values/values';
import type { ObjectPatch } from '../../installation/changes/patches';
import type { Environment } from '../../installation/environment';
import type { StringMap } from '../../kit/formats/labels';
import { type Block, blockOf, listOf, textsOf } from '../../kit/json';
import { refuse } from '../../kit/problems';
import { IMPORT } from '../../problems/commands/import';
import type { Cluster, Target } from './cluster';
import { each } from './pool';
import { reading } from './reading';

/** The cluster of a context. */
export type Where = Omit<Target, 'inventory'>;

/** What a cluster has of Istio: releases of Helm, or what istioctl installed, as an IstioOperator. */
export type Found =
  | { readonly by: 'helm'; readonly releases: readonly Release[]; readonly others: readonly string[] }
  | { readonly by: 'istioctl'; readonly operator: Source; readonly others: readonly string[] };

const GZIP = 0x1f;

/** A release as Helm keeps it: base64 of gzipped JSON, in a Secret. Source: helm.sh/helm/v3/pkg/storage/driver. */
function released(secret: Live): Block {
  const { release } = textsOf((secret as Live & { readonly data?: unknown }).data);
  const packed = Buffer.from(Buffer.from(release ?? '', 'base64').toString('utf8'), 'base64');
  const text = packed[0] === GZIP ? gunzipSync(packed) : packed;
  const read: unknown = JSON.parse(text.toString('utf8') || '{}');
  return blockOf(read);
}

/** A release of one of Istio's charts; other projects have charts of these names, too. */
function istioRelease(release: Block): Release | undefined {
  const { name: chart, keywords, sources } = blockOf(blockOf(release['chart'])['metadata']);
  const isIstio = [...listOf(keywords), ...listOf(sources)].some((word) => /\bistio\b/.test(String(word)));
  if (!isIstio || !CHARTS.includes(chart as Chart)) return undefined;
  const [name, namespace] = [String(release['name']), String(release['namespace'])];
  return {
    chart: chart as Chart,
    name,
    namespace,
    source: { value: blockOf(release['config']), placeOf: (path) => `release ${namespace}/${name}: ${path.join('.')}` },
  };
}

const revisionOf = (values: Block): string =>
  String(values['revision'] || blockOf(values['global'])['revision'] || 'default');

/** Of several control planes the one that is asked for, else the one without a name, else the first. */
function chosen<T>(planes: readonly (readonly [revision: string, plane: T])[], revision: string | undefined) {
  const wanted =
    planes.find(([name]) => name === (revision ?? 'default')) ?? (revision === undefined ? planes[0] : undefined);
  return { wanted: wanted?.[1], others: planes.filter((one) => one !== wanted).map(([name]) => name) };
}

/** A gateway of istioctl's charts, as an entry of an IstioOperator. */
function gateway({ metadata, spec }: Live & { readonly spec?: unknown }, side: string): Block {
  const labels = textsOf(blockOf(blockOf(spec)['selector'])['matchLabels']);
  const usual: StringMap = { app: `istio-${side}gateway`, istio: `${side}gateway` };
  const own = Object.entries(labels).filter(([key, value]) => usual[key] !== value);
  return { name: metadata.name, namespace: metadata.namespace, enabled: true, label: Object.fromEntries(own) };
}

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const DAEMON_SET = { apiVersion: 'apps/v1', kind: 'DaemonSet' };
const COMPONENT = 'operator.istio.io/component';

async function byIstioctl(cluster: Cluster, revision: string | undefined): Promise<Found | undefined> {
  const maps = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { labels: 'app.kubernetes.io/name=istiod' });
  const planes = maps
    .filter(({ metadata: { name } }) => /^values(-|$)/.test(name))
    .map((map) => {
      const values: unknown = JSON.parse(
        textsOf((map as Live & { readonly data?: unknown }).data)['original-values'] ?? '{}',
      );
      return [revisionOf(blockOf(values)), { map, values: blockOf(values) }] as const;
    });
  const { wanted, others } = chosen(planes, revision);
  if (wanted === undefined) return undefined;
  const { name = '', namespace = '' } = wanted.map.metadata;
  const gateways = async (component: string, side: string) =>
    (await cluster.list(DEPLOYMENT, { labels: `${COMPONENT}=${component}` })).map((one) => gateway(one, side));
  const agent = async (component: string) => {
    const [found] = await cluster.list(DAEMON_SET, { labels: `${COMPONENT}=${component}`, metadataOnly: true });
    return found === undefined ? { enabled: false } : { enabled: true, namespace: found.metadata.namespace };
  };
  const [ztunnel] = await cluster.list(DAEMON_SET, { labels: 'app.kubernetes.io/name=ztunnel', metadataOnly: true });
  const spec = {
    values: wanted.values,
    components: {
      pilot: { enabled: true, namespace },
      cni: await agent('Cni'),
      ztunnel: ztunnel === undefined ? { enabled: false } : { enabled: true, namespace: ztunnel.metadata.namespace },
      ingressGateways: await gateways('IngressGateways', 'ingress'),
      egressGateways: await gateways('EgressGateways', 'egress'),
    },
  };
  const where = `ConfigMap ${namespace}/${name}`;
  return {
    by: 'istioctl',
    operator: { value: { kind: 'IstioOperator', spec }, placeOf: (path) => `${where}: ${path.slice(2).join('.')}` },
    others,
  };
}

async function byHelm(cluster: Cluster, revision: string | undefined): Promise<Found | undefined> {
  const secrets = await cluster.list({ apiVersion: 'v1', kind: 'Secret' }, { labels: 'owner=helm,status=deployed' });
  const releases = secrets.map(released).flatMap((release) => istioRelease(release) ?? []);
  const planes = releases
    .filter(({ chart }) => chart === 'istiod')
    .map((one) => [revisionOf(one.source.value), one] as const);
  const { wanted, others } = chosen(planes, revision);
  if (wanted === undefined) return undefined;
  return { by: 'helm', releases: releases.filter((one) => one.chart !== 'istiod' || one === wanted), others };
}

/**
 * What a cluster has of Istio, by the records of Helm, else by those that istioctl leaves: its charts' ConfigMap `values` and the labels of
 * workloads. `revision`: which of several control planes. @throws MESH877 if there is none
 */
export const readInstalled = (target: Where, revision?: string): Promise<Found> =>
  reading(target, async (cluster) => {
    const found = (await byHelm(cluster, revision)) ?? (await byIstioctl(cluster, revision));
    return found ?? refuse(cluster.context, IMPORT.nothingInstalled(revision));
  });

const isWorkload = ({ address }: Written): boolean => /^apps\/(Deployment|DaemonSet)\//.test(address);
const templateLabels = (object: unknown) =>
  textsOf(blockOf(blockOf(blockOf(blockOf(object)['spec'])['template'])['metadata'])['labels']);

/** Patches that leave the pods' labels as the cluster has them, such as who manages them: with others, every pod would start anew. */
export const keptLabels = (target: Where, environment: Environment): Promise<readonly ObjectPatch[]> =>
  reading(target, async (cluster) => {
    const patches = await each(objectsOf(environment).filter(isWorkload), async ({ address, object }) => {
      const live = templateLabels(await cluster.get(object as unknown as Manifest));
      const labels = Object.fromEntries(
        Object.entries(templateLabels(object)).flatMap(([key, value]) =>
          live[key] === undefined || live[key] === value ? [] : [[key, live[key]]],
        ),
      );
      const merge = { spec: { template: { metadata: { labels } } } };
      return Object.keys(labels).length === 0 ? [] : [{ object: address, merge }];
    });
    return patches.flat();
  });
