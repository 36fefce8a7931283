import { strategicMerge } from '../../istio/injection/preview/merge/strategic-merge';
import { type Block, blockOf, listOf } from '../../kit/json';
import { IMPORT } from '../../problems/commands/import';
import type { Component } from '../component';
import type { Report } from '../values/row';
import { NoPlace, overlaid } from './overlay';

/** Where each field of `k8s` belongs. Source: istio/operator/pkg/render/postprocess.go. */
type Field = (value: unknown, container: string) => { readonly kind?: string; readonly patch: Block };
const pod = (patch: Block) => ({ patch: { spec: { template: { spec: patch } } } });
const inContainer =
  (key: string): Field =>
  (value, name) =>
    pod({ containers: [{ name, [key]: value }] });
const inPod =
  (key: string): Field =>
  (value) =>
    pod({ [key]: value });

export const FIELDS: Readonly<Record<string, Field>> = {
  affinity: inPod('affinity'),
  env: inContainer('env'),
  hpaSpec: (spec) => ({ kind: 'HorizontalPodAutoscaler', patch: { spec } }),
  imagePullPolicy: inContainer('imagePullPolicy'),
  nodeSelector: inPod('nodeSelector'),
  podDisruptionBudget: (spec) => ({ kind: 'PodDisruptionBudget', patch: { spec } }),
  podAnnotations: (annotations) => ({ patch: { spec: { template: { metadata: { annotations } } } } }),
  priorityClassName: inPod('priorityClassName'),
  readinessProbe: inContainer('readinessProbe'),
  replicaCount: (replicas) => ({ patch: { spec: { replicas } } }),
  resources: inContainer('resources'),
  strategy: (strategy) => ({ patch: { spec: { strategy } } }),
  tolerations: inPod('tolerations'),
  serviceAnnotations: (annotations) => ({ kind: 'Service', patch: { metadata: { annotations } } }),
  service: (spec) => ({ kind: 'Service', patch: { spec } }),
  securityContext: inPod('securityContext'),
};

/** A budget has one bound; the chart's goes. */
const oneBound = (object: Block): Block => {
  const { minAvailable, ...spec } = blockOf(object['spec']);
  return spec['maxUnavailable'] === undefined || minAvailable === undefined ? object : { ...object, spec };
};

/** The objects of a component as istioctl leaves them after the chart: with the fields of `k8s`, and its overlays. */
export function postProcessed(objects: readonly Block[], component: Component, report: Report): readonly Block[] {
  const { k8s, workload, container, isGateway } = component;
  const said = blockOf(k8s.at([]));
  const nameOf = (object: Block) => blockOf(object['metadata'])['name'];
  let all = objects;
  const change = (kind: string, name: unknown, how: (object: Block) => Block) => {
    let found = false;
    all = all.map((object) => {
      if (object['kind'] !== kind || nameOf(object) !== name) return object;
      found = true;
      return how(object);
    });
    return found;
  };
  for (const [field, of] of Object.entries(FIELDS)) {
    const given = said[field];
    if (given === undefined) continue;
    // Ports are values of the chart already: a merge of them is broken (kubernetes/kubernetes#103544).
    const { ports: _, ...service } = blockOf(given);
    const { kind = workload.kind, patch } = of(field === 'service' && isGateway ? service : given, container);
    const isThere = change(kind, workload.name, (object) => oneBound(strategicMerge(object, patch)));
    if (!isThere) report.leave(k8s.place([field]), IMPORT.noObject(`${kind} ${workload.name}`));
  }
  listOf(said['overlays']).forEach((overlay, i) => {
    const { kind, name, patches } = blockOf(overlay);
    const object = `${kind} ${name}`;
    listOf(patches).forEach((patch, j) => {
      const { path, value } = blockOf(patch);
      const place = k8s.place(['overlays', i, 'patches', j]);
      try {
        const isThere = change(String(kind), name, (one) => overlaid(one, String(path), value));
        if (!isThere) report.leave(place, IMPORT.noObject(object));
      } catch (error) {
        if (!(error instanceof NoPlace)) throw error;
        report.leave(place, IMPORT.overlay(object, String(path), error.message));
      }
    });
  });
  return all;
}
