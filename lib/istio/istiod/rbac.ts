import { Construct } from 'constructs';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { manifest } from '../../kit/manifest';
import { READER } from '../base/reader';
import { istioLabels } from '../labels';
import type { Revision } from '../revisions/revision';
import { GATEWAY_CONTROLLER_RULES, ISTIOD_RULES, NAMESPACE_RULES, READER_RULES } from './rules';

const RBAC = 'rbac.authorization.k8s.io';

/** istiod's account and rights, and the role with which other clusters' istiods read this one. */
export class IstiodRbac extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly revision: Revision,
  ) {
    super(scope, id);
    const { namespace, service: name } = revision;
    const labels = istioLabels('istiod', { app: 'istiod' });
    manifest<IServiceAccount>(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels },
    });
    this.clusterRole('istiod-clusterrole', ISTIOD_RULES);
    this.clusterRole('istiod-gateway-controller', GATEWAY_CONTROLLER_RULES);
    this.readerRole();
    manifest<IRole>(this, 'Role', {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name, namespace, labels },
      rules: [...NAMESPACE_RULES],
    });
    manifest<IRoleBinding>(this, 'RoleBinding', {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace, labels },
      roleRef: { apiGroup: RBAC, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
  }

  private readerRole() {
    this.bound('istio-reader-clusterrole', READER_RULES, READER, istioLabels('istio-reader', { app: 'istio-reader' }));
  }

  private clusterRole(prefix: string, rules: readonly IPolicyRule[]) {
    this.bound(prefix, rules, this.revision.service, istioLabels('istiod', { app: 'istiod' }));
  }

  /** A ClusterRole and its binding to one account of the control plane's namespace. */
  private bound(
    prefix: string,
    rules: readonly IPolicyRule[],
    account: string,
    labels: Readonly<Record<string, string>>,
  ) {
    const { namespace } = this.revision;
    const name = `${this.revision.of(prefix)}-${namespace}`;
    manifest<IClusterRole>(this, `${prefix}-role`, {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name, labels },
      rules: [...rules],
    });
    manifest<IClusterRoleBinding>(this, `${prefix}-binding`, {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name, labels },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    });
  }
}
