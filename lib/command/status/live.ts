import { address, type Live, objectsOf, readInstallation } from '../../delivery/dist/manifest';
import { grouped } from '../../kit/grouped';
import type { LiveFacts, LiveProxy, LiveState, LiveWebhook } from '../../report/live';
import type { Target } from '../cluster/cluster';
import { reading } from '../cluster/reading';
import { type Difference, diff } from '../diff';
import { progress } from '../progress';
import type { Run } from '../run';
import { type Pod, podsIn, proxyOf } from './pods';
import { namespacesOf, type Status, status } from './status';

/** What a cluster has of an environment, for its report. Nothing is stored there: what differs is worked out in dry runs. */
export const readLive = (
  target: Omit<Target, 'inventory'>,
  dist: string,
  environment: string,
  isQuiet: boolean,
): Promise<LiveFacts> =>
  reading(target, async (cluster) => {
    const installation = readInstallation(dist, environment);
    const shown = progress(process.stderr, isQuiet);
    try {
      return await live({ cluster, installation, progress: shown, signal: new AbortController().signal });
    } finally {
      shown.close();
    }
  });

async function live(run: Run): Promise<LiveFacts> {
  const objects = objectsOf(run.installation);
  const [found, differences, webhooks, pods] = await Promise.all([
    status(run),
    diff(run),
    webhooksOf(run),
    Promise.all(namespacesOf(objects).map((namespace) => podsIn(run.cluster, namespace))),
  ]);
  return {
    context: found.context,
    isReady: found.ready,
    objects: objects.length,
    states: [...ofStatus(found), ...differences.flatMap(ofDifference)],
    proxies: proxiesOf(pods.flat()),
    webhooks,
    secrets: found.secrets,
  };
}

const ofStatus = ({ missing, objects, pods }: Status): readonly LiveState[] => [
  ...missing.map((object): LiveState => ({ object, state: 'missing', note: 'the cluster has none' })),
  ...[...objects, ...pods]
    .filter(({ ready }) => !ready)
    .map(({ object, note }): LiveState => ({ object, state: 'waits', note })),
];

const STATES = { change: 'differs', prune: 'left', unknown: 'unknown' } as const;

/** What is missing, the status says. */
const ofDifference = ({ object, change, patch }: Difference): readonly LiveState[] =>
  change === 'create' ? [] : [{ object, state: STATES[change], note: change === 'prune' ? '' : changed(patch) }];

/** The lines of a patch that differ. */
const changed = (patch: string): string => {
  const lines = patch.split('\n').filter((line) => /^[-+](?!-- |\+\+ )/.test(line));
  return (lines.length === 0 ? patch : lines.join('\n')).trim();
};

/** Pods by their proxies, the most first. */
function proxiesOf(pods: readonly Pod[]): readonly LiveProxy[] {
  const named = pods.map((pod) => ({ name: address(pod).replace('Pod ', ''), ...proxyOf(pod) }));
  return [...grouped(named, ({ version, revision }) => `${version} ${revision}`).values()]
    .flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [{ version: first.version, revision: first.revision, pods: [first, ...rest].map(({ name }) => name) }],
    )
    .toSorted((a, b) => b.pods.length - a.pods.length || (a.version < b.version ? -1 : 1));
}

interface Webhooks extends Live {
  readonly webhooks?: readonly {
    readonly failurePolicy?: string;
    readonly clientConfig: {
      readonly caBundle?: string;
      readonly service?: { readonly namespace: string; readonly name: string };
    };
  }[];
}

const KINDS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const;
const ISTIOD = /^istiod(-|$)/;
const distinct = (all: readonly string[]): readonly string[] => [...new Set(all)];

/** Every webhook that calls an istiod: this environment's, and those of other installations. */
async function webhooksOf({ cluster, installation }: Run): Promise<readonly LiveWebhook[]> {
  const own = new Set(objectsOf(installation).map(address));
  const found = await Promise.all(
    KINDS.map((kind) => cluster.list({ apiVersion: 'admissionregistration.k8s.io/v1', kind })),
  );
  return found.flat().flatMap((one) => {
    const { webhooks = [] } = one as Webhooks;
    const services = webhooks.flatMap(({ clientConfig: { service } }) => service ?? []);
    const isOwn = own.has(address(one));
    if (!isOwn && !services.some(({ name }) => ISTIOD.test(name))) return [];
    return [
      {
        name: one.metadata.name,
        kind: one.kind,
        calls: distinct(services.map(({ namespace, name }) => `${namespace}/${name}`)),
        policies: distinct(webhooks.map(({ failurePolicy = 'Fail' }) => failurePolicy)),
        hasCa: webhooks.every(({ clientConfig: { caBundle } }) => Boolean(caBundle)),
        isOwn,
      },
    ];
  });
}
