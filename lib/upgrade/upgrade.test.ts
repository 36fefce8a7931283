import { expect, test } from '@jest/globals';
import { type Printed, synth } from '../../test/synth';
import { render } from '../delivery/render';
import { defaultEnvironment } from '../environments/default';
import { SIDECAR_HASH } from '../installation/changes/roll-workloads';
import type { App, Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { CNI } from '../istio/nodes/cni/props';
import { NEWEST, releaseOf } from '../istio/versions';
import { override, type Patch } from '../kit/override';
import { MeshNamespace } from '../mesh/services/namespace';
import { leftBy, leftByAll } from './kubectl';
import { upgrade } from './upgrade';

const team =
  (name: string, tag: string): App =>
  (mesh) =>
    new MeshNamespace(mesh, name, { injection: mesh.controlPlanes.follow(tag).revision });

const before: Environment = override(defaultEnvironment, {
  gatewayApi: 'present',
  istio: { revision: '1-31-0' },
  tags: { early: '1-31-0', late: '1-31-0' },
  apps: [team('pilots', 'early'), team('shop', 'late')],
});
const plan = { to: { revision: '1-31-1' }, rings: ['early', 'late'] };
const objects = (environment: Environment): Readonly<Record<string, Printed>> =>
  synth((chart) => new MeshEnvironment(chart, environment));
const istiods = (of: Readonly<Record<string, Printed>>) =>
  Object.keys(of).filter((address) => /^Deployment\/istiod/.test(address));
const injects = (of: Readonly<Record<string, Printed>>, tag: string): string =>
  of[`MutatingWebhookConfiguration/istio-revision-tag-${tag}`].webhooks[0].clientConfig.service.name;

test('the new revision comes, ring after ring moves, then the gateways, and the old revision goes', () => {
  const steps = upgrade(before, plan);
  expect(steps.map(({ name }) => name)).toEqual(['add-1-31-1', 'ring-early', 'ring-late', 'gateways', 'remove-1-31-0']);
  const states = steps.map(({ environment }) => objects(environment));
  expect(states.map((state) => [injects(state, 'early'), injects(state, 'late')])).toEqual([
    ['istiod-1-31-0', 'istiod-1-31-0'],
    ['istiod-1-31-1', 'istiod-1-31-0'],
    ['istiod-1-31-1', 'istiod-1-31-1'],
    ['istiod-1-31-1', 'istiod-1-31-1'],
    ['istiod-1-31-1', 'istiod-1-31-1'],
  ]);
  const gateway = (state: Readonly<Record<string, Printed>>) =>
    state['Deployment/istio-ingressgateway'].spec.template.metadata.annotations['istio.io/rev'];
  expect(states.map(gateway)).toEqual(['1-31-0', '1-31-0', '1-31-0', '1-31-1', '1-31-1']);
  expect(states.map((state) => istiods(state).length)).toEqual([2, 2, 2, 2, 1]);
  expect(istiods(states[4] ?? {})).toEqual(['Deployment/istiod-1-31-1']);
  // Nothing of the old revision is left.
  expect(JSON.stringify(states[4])).not.toContain('1-31-0');
});

test('each step is a small change of the same folder of dist', () => {
  const files = [before, ...upgrade(before, plan).map(({ environment }) => environment)].map((one) => render([one]));
  const changed = files
    .slice(1)
    .map((now, i) => [...now].filter(([path, text]) => files[i]?.get(path) !== text).map(([path]) => path));
  const [istiod, gateways, scaling, validation] = ['30-istiod', '40-gateways', '80-scaling', '90-validation'].map(
    (name) => `default/${name}.k8s.yaml`,
  );
  const whole = [istiod, scaling, validation];
  expect(changed).toEqual([whole, [istiod], [istiod], [gateways, scaling], whole]);
});

test('the new control plane is complete from its first step on: as available, with the same authority and the same mesh', () => {
  const settings: Patch<Environment> = { availability: 'zone', authority: { by: 'istio-csr' } };
  const states = upgrade(override(before, settings), plan).map(({ environment }) => objects(environment));
  const own = (state: Readonly<Record<string, Printed>> = {}) =>
    Object.fromEntries(Object.entries(state).filter(([address]) => /-1-31-1(-istio-system)?$/.test(address)));
  expect(own(states[0])).toEqual(own(states.at(-1)));
  expect(Object.keys(own(states[0]))).toContain('PodDisruptionBudget/istiod-1-31-1');
  const { env } = states[0]?.['Deployment/istiod-1-31-1'].spec.template.spec.containers[0] ?? {};
  expect(env).toContainEqual({ name: 'ENABLE_CA_SERVER', value: 'false' });
});

test('a step waits for the one before, and the old revision goes when no pod has its proxy', () => {
  const [add, early, late, gateways, remove] = upgrade(before, plan);
  const rollout = (name: string) => `kubectl -n istio-system rollout status deployment/${name} --timeout=10m`;
  expect(add?.safe).toEqual([]);
  expect(early?.safe).toEqual([rollout('istiod-1-31-1')]);
  expect(late?.safe).toEqual([leftBy('istio.io/rev=early', '1-31-0')]);
  expect(gateways?.safe).toEqual([leftBy('istio.io/rev=late', '1-31-0')]);
  expect(remove?.safe).toEqual([rollout('istio-ingressgateway'), leftByAll('1-31-0')]);
});

test('the way back of each step is the environment before it, as safe as the way there', () => {
  const steps = upgrade(before, plan);
  const environments = [before, ...steps.map(({ environment }) => environment)];
  steps.forEach(({ back, restart }, i) => {
    expect(back.environment).toBe(environments[i]);
    expect(back.restart).toBe(restart);
  });
  const old = 'kubectl -n istio-system rollout status deployment/istiod-1-31-0 --timeout=10m';
  expect(steps.map(({ back }) => back.safe)).toEqual([[leftByAll('1-31-1')], [old], [old], [old], []]);
  expect(steps.map(({ back }) => back.ready)).toEqual([
    [],
    [],
    [],
    ['istio-system/deployment/istio-ingressgateway'],
    ['istio-system/deployment/istiod-1-31-0'],
  ]);
});

test('a gateway that follows a ring moves with it', () => {
  const follows = override(before, { gateways: { ingress: { follows: 'early' } } });
  const steps = upgrade(follows, plan);
  expect(steps.map(({ name }) => name)).not.toContain('gateways');
  expect(steps[1]?.ready).toEqual(['istio-system/deployment/istio-ingressgateway']);
});

test('node agents move in a step of their own, before the pods that need them', () => {
  const steps = upgrade(override(before, { istio: { cni: { provider: 'default' } }, cni: CNI }), {
    ...plan,
    to: { revision: '1-31-1', image: { variant: 'distroless' } },
  });
  const agent = (environment: Environment | undefined) =>
    environment && objects(environment)['DaemonSet/istio-cni-node'].spec.template.spec.containers[0].image;
  expect(agent(steps[0]?.environment)).not.toMatch(/distroless/);
  expect(steps[1]?.ready).toEqual(['istio-system/daemonset/istio-cni-node']);
  expect(agent(steps[1]?.environment)).toMatch(/distroless/);
});

test('with rollWorkloads, pods restart in the step that moves their ring, and in no other', () => {
  const rolling = override(before, { rollWorkloads: true, bookinfo: { follows: 'early' } });
  const hashes = upgrade(rolling, plan).map(
    ({ environment }) => objects(environment)['Deployment/details-v1'].spec.template.metadata.annotations[SIDECAR_HASH],
  );
  expect(hashes[0]).not.toBe(hashes[1]);
  expect(new Set(hashes.slice(1)).size).toBe(1);
});

test.each([
  [{ to: { revision: '1-31-0' } }, 'MESH660 [default] the new control plane has the old one'],
  [{ rings: ['early', 'late', 'later'] }, 'MESH661 [default] ring "later" is no tag of "1-31-0"; use early, late'],
  [{ rings: ['early', 'late', 'late'] }, 'MESH662 [default] ring "late" moves twice'],
  [{ rings: ['early'] }, 'MESH663 [default] late would still stand for "1-31-0" when it is removed'],
  [
    { to: { revision: 'next', image: { tag: '1.34.0' } } },
    `MESH664 [default] an upgrade from ${releaseOf(NEWEST).tag} to 1.34.0`,
  ],
] satisfies [Partial<Parameters<typeof upgrade>[1]>, string][])(
  'a plan that leaves something behind is refused: %#',
  (change, refusal) => {
    expect(() => upgrade(before, { ...plan, ...change })).toThrow(refusal);
    expect(() => upgrade(before, plan)).not.toThrow();
  },
);

test('a namespace that nobody serves is refused', () => {
  const unserved: Patch<Environment> = { apps: [(mesh) => new MeshNamespace(mesh, 'shop', { injection: true })] };
  expect(() => objects(override(before, unserved))).toThrow(
    'MESH615 [test/default] namespace "shop" follows "default"',
  );
  expect(() => objects(override(defaultEnvironment, unserved))).not.toThrow();
});

test('the new revision is as available as the old one, and has certificates signed by the same authority', () => {
  const asked = override(before, { availability: 'zone', authority: { by: 'istio-csr' } });
  const [first] = upgrade(asked, plan);
  if (!first) throw new Error('a plan has steps');
  const made = objects(first.environment);
  const [old, next] = ['1-31-0', '1-31-1'].map((revision) => ({
    least: made[`HorizontalPodAutoscaler/istiod-${revision}`].spec.minReplicas,
    budget: made[`PodDisruptionBudget/istiod-${revision}`].spec.maxUnavailable,
    signs: made[`Deployment/istiod-${revision}`].spec.template.spec.containers[0].env.find(
      ({ name }: Printed) => name === 'ENABLE_CA_SERVER',
    )?.value,
    waitsFor: made[`Deployment/istiod-${revision}`].spec.template.spec.volumes.find(
      ({ name }: Printed) => name === 'istio-csr-dns-cert',
    )?.secret,
  }));
  expect(next).toEqual(old);
  expect(next).toEqual({ least: 2, budget: 1, signs: 'false', waitsFor: { secretName: 'istiod-tls' } });
});
