import type { Api } from './api';
import { type Pod, pathOf } from './types';

const ENDED = new Set(['Succeeded', 'Failed']);

/** The node that a pod must be on; a DaemonSet's says so. */
const demanded = ({ spec }: Pod): string | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')?.values?.[0];

/** Binds every pod to a node: to the one that it demands, else where the fewest of its app are, so that what calls each other is apart. */
export function scheduler(api: Api, nodes: readonly string[]): () => void {
  const bound = new Map<string, { readonly node: string; readonly app: string }>();
  const appOf = ({ metadata }: Pod) => `${metadata.namespace}/${metadata.labels?.['app']}`;
  const fewest = (app: string): string => {
    const on = (node: string) => [...bound.values()].filter((one) => one.node === node);
    const load = (node: string) => [on(node).filter((one) => one.app === app).length, on(node).length] as const;
    const [first = ''] = nodes.toSorted((a, b) => load(a)[0] - load(b)[0] || load(a)[1] - load(b)[1]);
    return first;
  };
  return api.watch<Pod>('/api/v1/pods', (pod, isGone) => {
    const { uid, name } = pod.metadata;
    if (isGone || ENDED.has((pod as { status?: { phase?: string } }).status?.phase ?? '')) bound.delete(uid);
    else if (!bound.has(uid) && pod.metadata.deletionTimestamp === undefined) {
      const app = appOf(pod);
      const node = pod.spec.nodeName ?? demanded(pod) ?? fewest(app);
      bound.set(uid, { node, app });
      if (pod.spec.nodeName === undefined)
        api
          .ask('POST', `${pathOf(pod)}/binding`, { metadata: { name }, target: { kind: 'Node', name: node } })
          .catch(() => bound.delete(uid)); // no answer, as at the end: its next change asks again
    }
  });
}
