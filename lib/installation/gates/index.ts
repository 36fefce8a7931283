import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { StringMap } from '../../kit/formats/labels';
import { asJson } from '../changes/as-json';
import { ANSWERS, type Part, type Subject } from './answers';

interface Printed {
  readonly spec?: { readonly template?: { readonly spec?: IPodSpec } };
}

const RUN_PODS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Job'];

function subjectOf(object: ApiObject, part: Part): Subject {
  const { spec }: Printed = (RUN_PODS.includes(object.kind) ? asJson(object) : undefined) ?? {};
  const pod = spec?.template?.spec ?? { containers: [] };
  return {
    kind: object.kind,
    name: object.name,
    part,
    pod,
    containers: [...(pod.initContainers ?? []), ...pod.containers],
  };
}

/** kube-score reads a list of its checks, checkov numbered lines with their reasons; ours stand beside the first. */
function annotations(subject: Subject): StringMap {
  const given = ANSWERS.filter(({ about }) => about(subject));
  const scored = given.flatMap(({ kubeScore, reason }) =>
    kubeScore === undefined ? [] : [[kubeScore, reason] as const],
  );
  const checks = given.flatMap(({ checkov = [], reason }) => checkov.map((check) => `${check}=${reason}`));
  return {
    ...(scored.length === 0 ? {} : { 'kube-score/ignore': scored.map(([check]) => check).join(',') }),
    ...Object.fromEntries(scored.map(([check, reason]) => [`cdk8s-istio/ignored-${check}`, reason])),
    ...Object.fromEntries(checks.map((line, i) => [`checkov.io/skip${i + 1}`, line])),
  };
}

/** Writes into the objects of a part why they are as they are, where kube-score and checkov would have them otherwise. */
export function answerGates(root: Construct, part: Part): void {
  for (const object of root.node.findAll())
    if (ApiObject.isApiObject(object))
      for (const [key, value] of Object.entries(annotations(subjectOf(object, part))))
        object.metadata.addAnnotation(key, value);
}
