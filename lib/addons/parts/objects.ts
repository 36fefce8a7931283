import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import type { StringMap } from '../../istio/props';
import { defined } from '../../kit/defined';
import { manifest } from '../../kit/manifest';

/** Name, namespace and labels of an addon's object. */
export interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: StringMap;
}

export type ServicePort = Pick<IServicePort, 'name' | 'targetPort' | 'appProtocol'> & { readonly port: number };

interface ServiceProps extends Meta {
  readonly selector: StringMap;
  readonly ports: readonly ServicePort[];
  /** What else is fixed. @default - the server's own: a ClusterIP */
  readonly spec?: Pick<NonNullable<IService['spec']>, 'type' | 'clusterIP' | 'sessionAffinity'>;
}

/** A Service inside the cluster. */
export function service(scope: Construct, id: string, { selector, ports, spec, ...meta }: ServiceProps) {
  manifest<IService>(scope, id, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(meta),
    spec: {
      ...spec,
      ports: ports.map((port) => ({ ...port, protocol: 'TCP' as const })),
      selector: { ...selector },
    },
  });
}

export function configMap(scope: Construct, id: string, { data, ...meta }: Meta & { readonly data: StringMap }) {
  manifest<IConfigMap>(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(meta), data: { ...data } });
}

/** @param automount - whether pods get its token without asking for it */
export function account(scope: Construct, meta: Meta, automount?: boolean) {
  manifest<IServiceAccount>(scope, 'ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata(meta),
    ...defined({ automountServiceAccountToken: automount }),
  });
}

interface RoleProps {
  readonly role: string;
  readonly binding: string;
  readonly rules: NonNullable<IClusterRole['rules']>;
}

/** What a service account may read in the whole cluster. */
export function clusterRole(scope: Construct, { name, namespace, labels }: Meta, { role, binding, rules }: RoleProps) {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  manifest<IClusterRole>(scope, 'ClusterRole', {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: role, ...defined({ labels: labels && { ...labels } }) },
    rules,
  });
  manifest<IClusterRoleBinding>(scope, 'ClusterRoleBinding', {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: binding, ...defined({ labels: labels && { ...labels } }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
}

/** Changes whenever the text does, so that pods which read it only once are replaced. */
export const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

export const metadata = ({ name, namespace, labels }: Meta) => ({
  name,
  namespace,
  ...defined({ labels: labels && { ...labels } }),
});
