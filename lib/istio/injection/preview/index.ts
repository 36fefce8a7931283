import { type Block, isBlock } from '../../../kit/json';
import { Refused, refuse } from '../../../kit/problems';
import { INJECTION } from '../../../problems/installation/injection';
import { readFileText } from '../../../problems/objects/yaml';
import type { IstioProps, StringMap } from '../../props';
import { injectionPolicy } from '../policy';
import { injectPod } from './inject';
import { annotationsOf, labelsOf } from './pod';
import { WORKLOAD_KINDS, workloadOf } from './workload';

/** Where the workload is to run. */
export interface PreviewOptions {
  /** Namespace of objects that name none. @default - none, as `istioctl kube-inject` has it */
  readonly namespace?: string;
  readonly namespaceAnnotations?: StringMap;
  /** Whether nodes can run native sidecars, where `injection.nativeSidecars` is `auto`. @default true */
  readonly nodesAreNative?: boolean;
}

/** What becomes of one object. */
export interface Preview {
  readonly object: Block;
  /** Whether it is a workload and istiod injects its pods. */
  readonly injected: boolean;
  /** Why, or why not. */
  readonly because: string;
}

/**
 * The object as istiod would have its pods run, given that a webhook hands them to it (see `webhookFor`). Other objects stay as they
 * are; so do the items of a List that are no workloads.
 * @throws Refused for what istiod refuses: annotations, templates, ports
 */
export function preview(istio: IstioProps, object: Block, options: PreviewOptions = {}): Preview {
  const items = object['items'];
  if (object['kind'] === 'List' && Array.isArray(items)) {
    const found = items.map((item) => (isBlock(item) ? preview(istio, item, options) : undefined));
    const injected = found.some((one) => one?.injected);
    const because = injected ? 'some of its items are workloads' : 'none of its items is injected';
    return { object: { ...object, items: found.map((one, i) => one?.object ?? items[i]) }, injected, because };
  }
  const workload = workloadOf(object, options.namespace ?? '');
  if (workload === undefined)
    return { object, injected: false, because: `a ${String(object['kind'])} has no pods of its own` };
  const { pod, origin } = workload;
  const candidate = {
    namespace: { name: origin.namespace },
    labels: labelsOf(pod),
    annotations: annotationsOf(pod),
    hostNetwork: pod.spec.hostNetwork === true,
  };
  const [injected, because] = injectionPolicy(candidate, istio.injection);
  if (!injected) return { object, injected, because };
  const around = { native: isNative(istio, options), ...proxyUser(istio, options.namespaceAnnotations ?? {}) };
  return { object: workload.withPod(injectPod(istio, pod, origin, around)), injected, because };
}

/** What becomes of a file. */
export interface FilePreview {
  readonly previews: readonly Preview[];
  /** What cannot be read or injected; the rest is there all the same. */
  readonly problems: readonly string[];
  /** What kubectl reads otherwise than other readers of YAML. */
  readonly doubts: readonly string[];
}

/** Every object of a YAML file, as kubectl would read it. @throws MESH205 if none is a workload, MESH860 if none can be read */
export function previewFile(
  istio: IstioProps,
  text: string,
  options: PreviewOptions & { readonly file?: string } = {},
): FilePreview {
  const { documents, problems: faults, doubts } = readFileText(options.file ?? 'preview', text);
  const objects = documents.map(({ value }) => value).filter(isBlock);
  if (objects.length === 0 && faults.length > 0) throw new Refused(faults);
  const kinds = objects.map(({ kind }) => String(kind));
  const inside = objects.flatMap(({ items }) => (Array.isArray(items) ? items.filter(isBlock) : []));
  if (![...objects, ...inside].some(({ kind }) => WORKLOAD_KINDS.includes(String(kind))))
    refuse('preview', INJECTION.noWorkload(kinds.length === 0 ? 'an empty file' : kinds.join(', '), WORKLOAD_KINDS));
  const problems = [...faults];
  const previews = objects.flatMap((object) => {
    try {
      return preview(istio, object, options);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problems.push(...error.messages);
      return [];
    }
  });
  if (previews.length === 0) throw new Refused(problems);
  return { previews, problems, doubts };
}

const isNative = ({ injection }: IstioProps, { nodesAreNative = true }: PreviewOptions): boolean =>
  injection.nativeSidecars === 'auto' ? nodesAreNative : injection.nativeSidecars === 'on';

/** The last of a range of numbers, `start/size` or `start-end`. */
function lastOf(range: string): number | undefined {
  const [, start = '', sign, end = ''] = /^(\d+)([/-])(\d+)/.exec(range) ?? [];
  if (sign === undefined) return undefined;
  return sign === '/' ? Number(start) + Number(end) - 1 : Number(end);
}

/** The user and group of the proxy: 1337, or the last that OpenShift keeps for the namespace. Source: GetProxyIDs in pkg/kube/inject. */
function proxyUser({ platform }: IstioProps, annotations: StringMap): { readonly uid: number; readonly gid: number } {
  const users = platform === 'openshift' ? annotations['openshift.io/sa.scc.uid-range'] : undefined;
  const groups =
    platform === 'openshift' ? (annotations['openshift.io/sa.scc.supplemental-groups'] ?? users) : undefined;
  return { uid: lastOf(users ?? '') ?? 1337, gid: lastOf(groups ?? '') ?? 1337 };
}
