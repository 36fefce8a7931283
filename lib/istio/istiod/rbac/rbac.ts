import { Construct } from 'constructs';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { defined, filled } from '../../../kit/defined';
import type { StringMap } from '../../../kit/formats/labels';
import { manifest } from '../../../kit/manifest';
import { readerAccount } from '../../base/reader';
import { pullSecrets } from '../../parts/image';
import { istioLabels } from '../../parts/labels';
import type { IstioProps } from '../../props';
import type { Revision } from '../../revisions/revision';
import { GATEWAY_CONTROLLER_RULES, istiodRules, NAMESPACE_RULES, readerRules } from './rules';

const RBAC = 'rbac.authorization.k8s.io';

/** Who istiod is. */
export function istiodAccount(scope: Construct, { service: name, namespace }: Revision, istio: IstioProps): void {
  const annotations = filled(istio.istiod.accountAnnotations);
  manifest<IServiceAccount>(scope, 'ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels: istioLabels('istiod', { app: 'istiod' }), ...defined({ annotations }) },
    ...defined({ imagePullSecrets: pullSecrets(istio.image) }),
  });
}

/** istiod's account and rights, and the role with which other clusters' istiods read this one. */
export class IstiodRbac extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly revision: Revision,
    istio: IstioProps,
  ) {
    super(scope, id);
    const { namespace, service: name } = revision;
    const labels = istioLabels('istiod', { app: 'istiod' });
    istiodAccount(this, revision, istio);
    this.clusterRole('istiod-clusterrole', istiodRules(istio));
    if (istio.istiod.env['PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER'] !== 'false')
      this.clusterRole('istiod-gateway-controller', GATEWAY_CONTROLLER_RULES);
    const reader = readerAccount(istio);
    if (reader !== undefined)
      this.bound(
        'istio-reader-clusterrole',
        readerRules(istio),
        reader,
        istioLabels('istio-reader', { app: 'istio-reader' }),
      );
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

  private clusterRole(prefix: string, rules: readonly IPolicyRule[]) {
    const { service: name, namespace } = this.revision;
    this.bound(prefix, rules, { name, namespace }, istioLabels('istiod', { app: 'istiod' }));
  }

  /** A ClusterRole and its binding to one account. */
  private bound(
    prefix: string,
    rules: readonly IPolicyRule[],
    account: { readonly name: string; readonly namespace: string },
    labels: StringMap,
  ) {
    const name = `${this.revision.of(prefix)}-${this.revision.namespace}`;
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
      subjects: [{ kind: 'ServiceAccount', ...account }],
    });
  }
}
