import { Construct } from 'constructs';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { StringMap } from '../istio/props';
import { manifest } from '../kit/manifest';

export interface GatewayAccountProps {
  readonly account: string;
  readonly role: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly roleLabels: StringMap;
}

/** Who a gateway is, and its right to read the TLS credentials of its namespace. */
export class GatewayAccount extends Construct {
  constructor(scope: Construct, id: string, { account, role, namespace, labels, roleLabels }: GatewayAccountProps) {
    super(scope, id);
    const metadata = { name: role, namespace, labels: roleLabels };
    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: account, namespace, labels },
    });
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
