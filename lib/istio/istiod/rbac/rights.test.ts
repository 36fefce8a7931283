import { expect, test } from '@jest/globals';
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import { synth } from '../../../../test/synth';
import { override, type Patch } from '../../../kit/override';
import { defaultProfile } from '../../profiles/default';
import type { IstioProps } from '../../props';
import { Istiod } from '../istiod';

const ROLE = 'ClusterRole/istiod-clusterrole-istio-system';
const istiod = (patch: Patch<IstioProps>) =>
  synth((chart) => new Istiod(chart, 'Istiod', override(defaultProfile, patch)));

/** May an account with this role do `verb` to `resource` of `group`, of this name? */
function may(patch: Patch<IstioProps>, verb: string, resource: string, name?: string, role = ROLE): boolean {
  const [group = '', kind = ''] = resource.split(':');
  const rules: readonly IPolicyRule[] = istiod(patch)[role]?.rules ?? [];
  return rules.some(
    ({ apiGroups, resources, verbs, resourceNames }) =>
      apiGroups?.includes(group) &&
      resources?.includes(kind) &&
      verbs.includes(verb) &&
      (resourceNames === undefined || (name !== undefined && resourceNames.includes(name))),
  );
}

test.each<[string, Patch<IstioProps>, string, string]>([
  ['writes what the analysis found', { analysis: true }, 'patch', 'networking.istio.io:virtualservices/status'],
  [
    'passes certificate requests on to the cluster',
    { istiod: { env: { EXTERNAL_CA: 'ISTIOD_RA_KUBERNETES_API' } } },
    'create',
    'certificates.k8s.io:certificatesigningrequests',
  ],
  [
    'gets its own certificate from the cluster',
    { certificates: { provider: 'k8s.io/clusterissuers.cert-manager.io/mesh' } },
    'update',
    'certificates.k8s.io:certificatesigningrequests/approval',
  ],
  [
    'keeps the cluster trust bundle',
    { istiod: { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: 'true' } } },
    'create',
    'certificates.k8s.io:clustertrustbundles',
  ],
  ['takes taints from nodes', { istiod: { untaintNodes: {} } }, 'patch', ':nodes'],
  [
    'exports services under another group',
    { istiod: { env: { MCS_API_GROUP: 'net.example' } } },
    'create',
    'net.example:serviceexports',
  ],
])('istiod may do what its settings ask for, and no more: %s', (_what, patch, verb, resource) => {
  expect(may(patch, verb, resource)).toBe(true);
  expect(may({}, verb, resource)).toBe(false);
});

test('istiod approves certificates of the signers that it is given', () => {
  const patch = { certificates: { provider: 'k8s.io/acme', signers: ['acme.example/mesh'] } };
  expect(may(patch, 'approve', 'certificates.k8s.io:signers', 'acme.example/mesh')).toBe(true);
  expect(may(patch, 'approve', 'certificates.k8s.io:signers', 'acme.example/other')).toBe(false);
});

test('istiod has no right to make Deployments where it makes no gateways', () => {
  const role = 'ClusterRole/istiod-gateway-controller-istio-system';
  const off = { istiod: { env: { PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER: 'false' } } };
  expect(may({}, 'create', 'apps:deployments', undefined, role)).toBe(true);
  expect(istiod(off)).not.toHaveProperty([role]);
});
