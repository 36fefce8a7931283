import { Construct } from 'constructs';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { ILocalObjectReference } from 'kubernetes-models/v1/LocalObjectReference';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { StringMap } from '../istio/props';
import { defined, filled } from '../kit/defined';
import { manifest } from '../kit/manifest';
import type { GatewayAccountProps } from './props';

export interface GatewayAccountParts {
  readonly account: string;
  readonly role: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly roleLabels: StringMap;
  /** Of the Role and its binding. */
  readonly annotations?: StringMap | undefined;
  readonly props?: GatewayAccountProps | undefined;
  /** @default - injected pods get their Secrets from istiod */
  readonly pullSecrets?: ILocalObjectReference[] | undefined;
}

/** Who a gateway is, and its right to read the TLS credentials of its namespace. */
export class GatewayAccount extends Construct {
  constructor(scope: Construct, id: string, parts: GatewayAccountParts) {
    super(scope, id);
    const { account, role, namespace, labels, roleLabels, props = {}, pullSecrets: imagePullSecrets } = parts;
    const { from = 'create', readsSecrets = true } = props;
    const metadata = {
      name: role,
      namespace,
      labels: roleLabels,
      ...defined({ annotations: filled(parts.annotations) }),
    };
    if (from === 'create')
      manifest<IServiceAccount>(this, 'ServiceAccount', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: account, namespace, labels, ...defined({ annotations: filled(props.annotations) }) },
        ...defined({ imagePullSecrets }),
      });
    if (!readsSecrets) return;
    manifest<IRole>(this, 'Role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }],
    });
    manifest<IRoleBinding>(this, 'RoleBinding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
      subjects: [{ kind: 'ServiceAccount', name: account }],
    });
  }
}
