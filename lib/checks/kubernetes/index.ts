import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { POD_SECURITY } from '../../kit/formats/pod-security';
import { blockOf, withoutNulls } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { KUBERNETES } from '../../problems/objects/kubernetes';
import { type Schema, findings as shapeProblems } from '../../schema/openapi/openapi';
import { type Finding, oneOf, unless } from './findings';
import { type Metadata, metadataProblems } from './metadata';
import { podProblems } from './pod';
import { serviceProblems } from './service';
import { SHAPES } from './shapes';
import { autoscalerProblems, budgetProblems, workloadProblems } from './workloads';

/** Rules of a kind are asked about objects that have the shape on which they rely. */
const kind =
  <T>(shape: Schema, rules: (object: T) => readonly Finding[]) =>
  (object: unknown): readonly Finding[] => {
    const wrong = shapeProblems(shape, object, '');
    return wrong.length > 0 ? wrong : rules(object as T);
  };

const workload = kind(SHAPES.workload, workloadProblems);

/** Keys that a volume would have as files. Source: k8s.io/kubernetes pkg/apis/core/validation ValidateConfigMap. */
function configMapProblems({ data = {}, binaryData = {} }: Keyed): readonly Finding[] {
  return Object.keys({ ...data, ...binaryData }).flatMap((key) =>
    unless(
      /^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.\.?$/.test(key),
      'data',
      () => `has the key ${JSON.stringify(key)}`,
      'use letters, digits, "-", "_" and "."',
    ),
  );
}

/** Labels of a namespace by which the API server holds its pods to a level. Source: k8s.io/pod-security-admission api. */
const namespaceProblems = ({ metadata: { labels = {} } = {} }: { readonly metadata?: Metadata }): readonly Finding[] =>
  Object.entries(labels).flatMap(([label, level]) =>
    /^pod-security\.kubernetes\.io\/(enforce|audit|warn)$/.test(label)
      ? oneOf(`metadata.labels["${label}"]`, String(level), POD_SECURITY)
      : [],
  );

interface Keyed {
  readonly data?: object;
  readonly binaryData?: object;
}

/** What is asked of each kind beside its metadata. */
const BY_KIND: Readonly<Record<string, (object: unknown) => readonly Finding[]>> = {
  'v1 Service': kind(SHAPES.service, serviceProblems),
  'v1 Pod': kind(SHAPES.pod, ({ spec }: { readonly spec: IPodSpec }) => podProblems('spec', spec)),
  'apps/v1 Deployment': workload,
  'apps/v1 DaemonSet': workload,
  'apps/v1 StatefulSet': workload,
  'batch/v1 Job': workload,
  'v1 Namespace': kind(SHAPES.namespace, namespaceProblems),
  'v1 ConfigMap': kind(SHAPES.configMap, configMapProblems),
  'policy/v1 PodDisruptionBudget': kind(SHAPES.budget, budgetProblems),
  'autoscaling/v2 HorizontalPodAutoscaler': kind(SHAPES.autoscaler, autoscalerProblems),
};

/**
 * Why the API server would refuse an object of Kubernetes' own, beyond its types (MESH900): names, keys and values of labels, what refers
 * to what within a pod, and fields that exclude each other. Also what server-side apply refuses: two entries of one key in a list.
 */
export function kubernetesProblems(object: { readonly apiVersion: string; readonly kind: string }): readonly Problem[] {
  const metadata = metadataProblems('metadata', blockOf(blockOf(object)['metadata']));
  const found = BY_KIND[`${object.apiVersion} ${object.kind}`]?.(withoutNulls(object)) ?? [];
  return [...metadata, ...found].map(({ path, fact, remedy }) => KUBERNETES.invalid(path, fact, remedy));
}
