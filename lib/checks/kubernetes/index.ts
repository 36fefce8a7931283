import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IService } from 'kubernetes-models/v1/Service';
import { check, type Problem } from '../../kit/problems';
import { KUBERNETES } from '../../problems/kubernetes';
import type { Finding } from './findings';
import { type Metadata, metadataProblems } from './metadata';
import { podProblems } from './pod';
import { serviceProblems } from './service';
import { autoscalerProblems, budgetProblems, type Workload, workloadProblems } from './workloads';

/** An object as it is written. */
interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Metadata;
  readonly spec?: unknown;
}

/** What is asked of each kind beside its metadata. */
const BY_KIND: Readonly<Record<string, (object: never) => readonly Finding[]>> = {
  'v1 Service': (object: IService) => serviceProblems(object),
  'v1 Pod': ({ spec }: { readonly spec: IPodSpec }) => podProblems('spec', spec),
  ...Object.fromEntries(
    ['apps/v1 Deployment', 'apps/v1 DaemonSet', 'apps/v1 StatefulSet', 'batch/v1 Job'].map((kind) => [
      kind,
      (object: Workload) => workloadProblems(object),
    ]),
  ),
  'policy/v1 PodDisruptionBudget': budgetProblems,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscalerProblems,
};

/**
 * Why the API server would refuse an object of Kubernetes' own, beyond its types (MESH900): names, keys and values of labels, what refers
 * to what within a pod, and fields that exclude each other. Also what server-side apply refuses: two entries of one key in a list.
 */
export function kubernetesProblems(object: Written): readonly Problem[] {
  const rules = BY_KIND[`${object.apiVersion} ${object.kind}`];
  const found = [...metadataProblems('metadata', object.metadata), ...(rules?.(object as never) ?? [])];
  return found.map(({ path, fact, remedy }) => KUBERNETES.invalid(path, fact, remedy));
}

/** What was refused in the props of an object's makers is not said again in the words of the object. */
const isComplainedOf = (object: ApiObject, scope: Construct): boolean =>
  object.node.scopes.slice(scope.node.scopes.length, -1).some((maker) => maker.node.validate().length > 0);

/** Has each object below `scope` checked at synth; call it when they are all there. */
export function checkKubernetes(scope: Construct): void {
  for (const object of scope.node.findAll())
    if (ApiObject.isApiObject(object))
      check(object, () => {
        const found = kubernetesProblems(object.toJson());
        return found.length > 0 && isComplainedOf(object, scope) ? [] : found;
      });
}
