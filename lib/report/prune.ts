import { blockOf, listOf } from '../kit/json';
import { KINDS } from '../model/kinds';
import { groupKind, type KubeObject, type WrittenObject } from '../model/object';
import { podsOf } from '../model/workloads/workloads';

/** Kinds that say nothing about requests. */
const SILENT: readonly string[] = [
  KINDS.Secret,
  KINDS.ConfigMap,
  KINDS.ServiceAccount,
  KINDS.EnvoyFilter,
  KINDS.Telemetry,
  KINDS.WasmPlugin,
  KINDS.TrafficExtension,
  KINDS.ProxyConfig,
  KINDS.MutatingWebhookConfiguration,
  KINDS.ValidatingWebhookConfiguration,
];
const SPEAKING: ReadonlySet<string> = new Set(Object.values(KINDS).filter((kind) => !SILENT.includes(kind)));

/** Of pods, what tells who they are and where they listen. */
function podsAlone(object: KubeObject): KubeObject {
  const { metadata, spec } = podsOf(object) ?? { metadata: {}, spec: {} };
  const ports = listOf(spec['containers']).map((one) => ({
    ports: listOf(blockOf(one)['ports']).map((port) => ({ containerPort: blockOf(port)['containerPort'] })),
  }));
  const { labels, annotations } = metadata;
  const pod = {
    metadata: { labels, annotations },
    spec: { serviceAccountName: spec['serviceAccountName'], hostNetwork: spec['hostNetwork'], containers: ports },
  };
  const { name, namespace } = object.metadata ?? {};
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...(name && { name }), ...(namespace && { namespace }) },
    spec: { template: pod },
  };
}

const NOT_KEPT = /^(kubectl\.kubernetes\.io|argocd\.argoproj\.io)\//;

function annotated(object: KubeObject): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata ?? {};
  const kept = Object.entries(annotations).filter(([name]) => !NOT_KEPT.test(name));
  return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) } };
}

/** What of the objects decides about requests: so much of them goes with a page. */
export const decisive = (objects: readonly WrittenObject[]): readonly WrittenObject[] =>
  objects.flatMap((one) => {
    if (SPEAKING.has(groupKind(one.object))) return [{ ...one, object: annotated(one.object) }];
    return podsOf(one.object) === undefined || one.object.kind === 'Pod'
      ? []
      : [{ ...one, object: podsAlone(one.object) }];
  });
