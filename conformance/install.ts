import type { Chart } from 'cdk8s';
import { defaultEnvironment } from '../lib/environments/default';
import { PROFILE_ENVIRONMENTS } from '../lib/environments/profiles';
import type { Environment } from '../lib/installation/environment';
import { MeshEnvironment } from '../lib/installation/installation';
import { Cni } from '../lib/istio/cni/cni';
import { CNI } from '../lib/istio/cni/props';
import { Istiod } from '../lib/istio/istiod/istiod';
import { ValidationWebhook } from '../lib/istio/istiod/validation-webhook';
import { PROFILES } from '../lib/istio/profiles';
import { ControlPlanes } from '../lib/istio/revisions/control-planes';
import { Revision } from '../lib/istio/revisions/revision';
import { RevisionTag } from '../lib/istio/revisions/tag';
import { ZTUNNEL } from '../lib/istio/ztunnel/props';
import { Ztunnel } from '../lib/istio/ztunnel/ztunnel';
import { override } from '../lib/kit/override';
import type { Case } from './case';

const profile = (name: string, environment: Environment): Case => ({
  reference: `profiles/${name}.yaml`,
  build: (chart) => new MeshEnvironment(chart, environment),
});

const chart = (name: string, build: (chart: Chart) => void): Case => ({ reference: `charts/${name}.yaml`, build });

const canary = override(PROFILES.default, { revision: 'canary' });

/** Every other way to install: profiles, CNI, ztunnel, revisions and tags. */
export const installCases: readonly Case[] = [
  ...Object.values(PROFILE_ENVIRONMENTS).map((environment) => profile(environment.name, environment)),
  profile('default-with-cni', override(defaultEnvironment, { istio: { cni: { provider: 'default' } }, cni: CNI })),
  profile('default-network-policy', override(defaultEnvironment, { istio: { networkPolicy: 'official' } })),
  profile('default-revision-canary', override(defaultEnvironment, { istio: canary })),
  chart('cni', (at) => new Cni(at, 'Cni', { ...CNI, namespace: 'kube-system', istio: PROFILES.default })),
  chart('ztunnel', (at) => new Ztunnel(at, 'Ztunnel', { ...ZTUNNEL, istio: PROFILES.default })),
  chart(
    'istiod-ha',
    (at) =>
      new Istiod(
        at,
        'Istiod',
        override(PROFILES.default, { istiod: { autoscaling: { min: 2 }, disruptionBudget: { minAvailable: 1 } } }),
      ),
  ),
  chart(
    'istiod-tags',
    (at) => new ControlPlanes(at, 'ControlPlanes', { istio: canary, tags: { prod: 'canary', stable: 'canary' } }),
  ),
  chart('tag-default', (at) => {
    const revision = new Revision(canary);
    new RevisionTag(at, 'Tag', { name: 'default', revision, istio: canary });
    ValidationWebhook.ofCluster(at, 'DefaultValidation', revision);
  }),
];
