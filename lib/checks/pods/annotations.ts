import { ANNOTATIONS } from '../../../imports/annotations';
import type { StringMap } from '../../kit/formats/labels';
import { nearest } from '../../kit/formats/nearest';
import { blockOf, textsOf } from '../../kit/json';
import type { KubeObject } from '../../model/object';
import { WORKLOADS } from '../../problems/mesh/workloads';
import { annotationFault } from '../../schema/annotations';
import type { Finding, Rule } from '../rule';

interface Known {
  readonly resources: readonly string[];
  readonly deprecated: boolean;
}
const KNOWN: ReadonlyMap<string, Known> = new Map(Object.entries(ANNOTATIONS));

/** What istiod and controllers write by themselves. Source: AlwaysIgnoredAnnotations in istio pkg/config/analysis. */
const WRITTEN_BY_ISTIO = ['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev'];
/** Kinds whose annotations are looked at. */
const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'];
const INJECT = 'sidecar.istio.io/inject';

const isIstios = (name: string): boolean =>
  name === 'kubernetes.io/ingress.class' || (name.split('/')[0] ?? '').endsWith('istio.io');

function findings(place: string, kind: string, annotations: StringMap, labels: StringMap): readonly Finding[] {
  return Object.entries(annotations).flatMap(([name, value]): readonly Finding[] => {
    if (!isIstios(name) || WRITTEN_BY_ISTIO.includes(name)) return [];
    const known = KNOWN.get(name);
    if (known === undefined)
      return [{ place, problem: WORKLOADS.unknownAnnotation(name, nearest(name, [...KNOWN.keys()])) }];
    const instead = name === INJECT ? `use the label ${INJECT}` : undefined;
    const isOld = known.deprecated && !(name === INJECT && name in labels);
    const old: readonly Finding[] = isOld
      ? [{ place, severity: 'info', problem: WORKLOADS.deprecatedAnnotation(name, instead) }]
      : [];
    if (known.resources.includes('Any')) return old;
    if (!known.resources.includes(kind))
      return [...old, { place, problem: WORKLOADS.misplaced(name, kind, known.resources) }];
    const fault = annotationFault(name, value);
    return fault === undefined ? old : [...old, { place, problem: WORKLOADS.invalidAnnotation(name, value, ...fault) }];
  });
}

/** What a pod template says is said of pods. */
function templateOf(object: KubeObject): readonly [StringMap, StringMap] {
  const metadata = blockOf(blockOf(blockOf(object.spec)['template'])['metadata']);
  return [textsOf(metadata['annotations']), textsOf(metadata['labels'])];
}

export const annotationsWork: Rule = {
  name: 'annotations-work',
  codes: ['IST0107', 'IST0108', 'IST0125', 'IST0135'],
  severity: 'warning',
  about: 'an annotation of Istio is one that it knows, with a value that it takes, on a kind where it looks',
  reads: ['objects'],
  find: (mesh) =>
    mesh.objects
      .filter(({ object }) => KINDS.includes(object.kind))
      .flatMap(({ place, object, annotations, labels }) => [
        ...findings(place, object.kind, annotations, labels),
        ...(object.kind === 'Deployment' ? findings(place, 'Pod', ...templateOf(object)) : []),
      ]),
};
