import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { StringMap } from '../../kit/formats/labels';
import { Made, oncePerSynth, remembered } from '../../kit/once-per-object';
import { asJson } from '../changes/as-json';
import { ANSWERS, type Part, type Subject } from './answers';

interface Printed {
  readonly spec?: { readonly template?: { readonly spec?: IPodSpec } };
}

const RUN_PODS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Job'];

/** Objects as they are before they are answered for, of which clusters of a fleet have the same. */
const made = oncePerSynth(() => new Made());
/** What was answered for objects, and of which part they are. */
const answered = remembered((_object: object) => new Map<Part, StringMap>());

function answersFor(object: ApiObject, part: Part): StringMap {
  const { kind, name } = object;
  const json = RUN_PODS.includes(kind) ? asJson({ toJson: () => made(object).of(object) }) : undefined;
  const known = json && answered(json).get(part);
  if (known !== undefined) return known;
  const pod = (json as Printed | undefined)?.spec?.template?.spec ?? { containers: [] };
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  const given = annotations({ kind, name, part, pod, containers });
  if (json !== undefined) answered(json).set(part, given);
  return given;
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
      for (const [key, value] of Object.entries(answersFor(object, part))) object.metadata.addAnnotation(key, value);
}
