import { Construct } from 'constructs';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import { ClusterGrant } from '../../parts/rbac';
import { OPENSHIFT_PRIVILEGED } from '../node-agent';
import { CNI_DAEMON_SET, type CniParts } from './daemon-set';
import type { RepairMode } from './props';

const rule = (apiGroup: string, resources: string[], verbs: string[]): IPolicyRule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

/** What each way of repairing needs beyond seeing pods. A pod's status is the least that carries labels. Source: chart istio-cni, clusterrole.yaml. */
const REPAIR_RULES: Readonly<Record<RepairMode, readonly IPolicyRule[]>> = {
  repair: [],
  delete: [rule('', ['pods'], ['delete'])],
  label: [rule('', ['pods/status'], ['patch', 'update'])],
  off: [],
};

/** What the agent may do: see pods, repair them, and mark those that it took into ambient mode. */
export class CniAccess extends Construct {
  constructor(scope: Construct, id: string, { istio, props, namespace, labels }: CniParts) {
    super(scope, id);
    const app = { app: 'istio-cni' };
    const repairer = labels({ 'k8s-app': 'istio-cni-repair' });
    const account = { name: 'istio-cni', namespace };
    new ClusterGrant(this, 'See', {
      role: 'istio-cni',
      labels: labels(app),
      rules: [
        rule('', ['pods', 'nodes', 'namespaces'], ['get', 'list', 'watch']),
        ...(istio.platform === 'openshift' ? [OPENSHIFT_PRIVILEGED] : []),
      ],
      account,
    });
    if (props.repair.mode !== 'off')
      new ClusterGrant(this, 'Repair', {
        role: 'istio-cni-repair-role',
        binding: 'istio-cni-repair-rolebinding',
        labels: labels(app),
        bindingLabels: repairer,
        rules: [
          rule('', ['events'], ['create', 'patch']),
          rule('', ['pods'], ['watch', 'get', 'list']),
          ...REPAIR_RULES[props.repair.mode],
        ],
        account,
      });
    if (props.ambient.enabled)
      new ClusterGrant(this, 'Ambient', {
        role: 'istio-cni-ambient',
        labels: labels(app),
        bindingLabels: repairer,
        rules: [
          rule('', ['pods/status'], ['patch', 'update']),
          { ...rule('apps', ['daemonsets'], ['get']), resourceNames: [CNI_DAEMON_SET] },
        ],
        account,
      });
  }
}
