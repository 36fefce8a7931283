import type { Chart } from 'cdk8s';
import { defaultEnvironment } from '../lib/environments/default';
import { PROFILE_ENVIRONMENTS } from '../lib/environments/profiles';
import type { Environment } from '../lib/installation/environment';
import { MeshEnvironment } from '../lib/installation/installation';
import { Istiod } from '../lib/istio/istiod/istiod';
import { ValidationWebhook } from '../lib/istio/istiod/webhooks/validation-webhook';
import { Cni } from '../lib/istio/nodes/cni/cni';
import { CNI } from '../lib/istio/nodes/cni/props';
import { ZTUNNEL } from '../lib/istio/nodes/ztunnel/props';
import { Ztunnel } from '../lib/istio/nodes/ztunnel/ztunnel';
import { PROFILES } from '../lib/istio/profiles';
import { ControlPlanes } from '../lib/istio/revisions/control-planes';
import { Revision } from '../lib/istio/revisions/revision';
import { RevisionTag } from '../lib/istio/revisions/tag';
import { MINORS, type Minor } from '../lib/istio/versions';
import { override } from '../lib/kit/override';
import type { Case } from './case';

/** The chart's spelling, for Kubernetes before 1.30; ours is the field that replaced it. */
export const spelt = (environment: Environment): Environment =>
  environment.cni ? override(environment, { cni: { appArmor: 'annotation' } }) : environment;

const profile = (name: string, environment: Environment, version: Minor): Case => ({
  reference: `profiles/${name}.yaml`,
  build: (chart) => new MeshEnvironment(chart, override(spelt(environment), { istio: { version } })),
});

const chart = (name: string, build: (chart: Chart) => void): Case => ({ reference: `charts/${name}.yaml`, build });

const canary = override(PROFILES.default, { revision: 'canary' });

const withCni = override(defaultEnvironment, { istio: { cni: { provider: 'default' } }, cni: CNI });
const withPolicies = override(defaultEnvironment, { istio: { networkPolicy: 'official' } });

/** A canary upgrade: a revision beside the main control plane, which is of another minor. */
const beside = (version: Minor): Case => ({
  ...profile('default-revision-canary', inCanary(version), version),
  name: 'profiles/default-revision-canary.yaml, beside another minor',
  build: (chart) => new MeshEnvironment(chart, inCanary(version)),
});

const inCanary = (version: Minor) =>
  override(defaultEnvironment, {
    istio: { version: MINORS.find((minor) => minor !== version) ?? version },
    revisions: [override(canary, { version })],
    gateways: { ingress: { follows: 'canary' } },
  });

/** Istio's other profiles, and settings of `default`. */
export const installedProfiles = (version: Minor): readonly Case[] => [
  ...Object.values(PROFILE_ENVIRONMENTS).map((environment) => profile(environment.name, environment, version)),
  profile('default-with-cni', withCni, version),
  profile('default-network-policy', withPolicies, version),
  profile('default-revision-canary', override(defaultEnvironment, { istio: canary }), version),
  beside(version),
];

/** Every other way to install: CNI, ztunnel, revisions and tags. */
export const installCases: readonly Case[] = [
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
