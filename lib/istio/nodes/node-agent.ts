import type { Construct } from 'constructs';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import { manifest } from '../../kit/manifest';
import type { StringMap } from '../props';

/** Have an agent run on every node, whatever its taints. */
export const NODE_AGENT_TOLERATIONS: readonly IToleration[] = [
  { effect: 'NoSchedule', operator: 'Exists' },
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { effect: 'NoExecute', operator: 'Exists' },
];

export const NODE_CRITICAL = 'system-node-critical';

/** OpenShift lets an account run privileged pods only with this rule. Source: charts istio-cni, clusterrole.yaml, and ztunnel, rbac.yaml. */
export const OPENSHIFT_PRIVILEGED: IPolicyRule = {
  apiGroups: ['security.openshift.io'],
  resources: ['securitycontextconstraints'],
  resourceNames: ['privileged'],
  verbs: ['use'],
};

/** `NAME` from a field of the pod. */
export const fromField = (name: string, fieldPath: string): IEnvVar => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

/** `NAME` from a resource limit or request of the container, in whole units. */
export const fromResource = (name: string, resource: string): IEnvVar => ({
  name,
  valueFrom: { resourceFieldRef: { resource, divisor: '1' } },
});

export const fromValues = (env: StringMap): readonly IEnvVar[] =>
  Object.entries(env).map(([name, value]) => ({ name, value }));

interface QuotaProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly pods: number;
}

/** Admits node-critical pods to a namespace, which some platforms do only where a quota says so. Source: istio.io/docs/ambient/install/platform-prerequisites, GKE. */
export function nodeCriticalQuota(scope: Construct, id: string, { name, namespace, labels, pods }: QuotaProps): void {
  manifest<IResourceQuota>(scope, id, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace, labels },
    spec: {
      hard: { pods: String(pods) },
      scopeSelector: {
        matchExpressions: [{ operator: 'In', scopeName: 'PriorityClass', values: [NODE_CRITICAL] }],
      },
    },
  });
}
