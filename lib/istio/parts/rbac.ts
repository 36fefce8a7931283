import { Construct } from 'constructs';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import { defined, filled } from '../../kit/defined';
import { manifest } from '../../kit/manifest';
import type { StringMap } from '../props';

export interface ClusterGrantProps {
  readonly role: string;
  /** @default - the role's name */
  readonly binding?: string;
  readonly labels: StringMap;
  /** @default - the role's labels */
  readonly bindingLabels?: StringMap;
  /** @default - none */
  readonly annotations?: StringMap;
  readonly rules: readonly IPolicyRule[];
  readonly account: { readonly name: string; readonly namespace: string };
}

/** What a service account may do in the whole cluster: a ClusterRole and its binding. */
export class ClusterGrant extends Construct {
  constructor(scope: Construct, id: string, props: ClusterGrantProps) {
    super(scope, id);
    const annotations = defined({ annotations: filled(props.annotations) });
    manifest<IClusterRole>(this, 'Role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: props.role, labels: props.labels, ...annotations },
      rules: [...props.rules],
    });
    manifest<IClusterRoleBinding>(this, 'Binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: props.binding ?? props.role, labels: props.bindingLabels ?? props.labels, ...annotations },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: props.role },
      subjects: [{ kind: 'ServiceAccount', ...props.account }],
    });
  }
}
