import { afterAll, expect, test } from '@jest/globals';
import { render } from '../../delivery/render';
import { minimal } from '../../environments/minimal';
import { override } from '../../kit/override';
import { upgrade } from '../../upgrade/upgrade';
import { kubectl, Testbed } from './testbed';

const before = override(minimal, { istio: { revision: 'old' }, tags: { default: 'old' } });
const steps = upgrade(before, { to: { revision: 'new' }, rings: ['default'] }).map(({ name, environment }) =>
  override(environment, { name }),
);
const bed = new Testbed('minimal');
afterAll(() => bed.close());

const NO_WAIT = '--no-wait';
const revisions = () =>
  kubectl('get', 'deployment,mutatingwebhookconfiguration,validatingwebhookconfiguration', '-A', '-o', 'name')
    .split('\n')
    .filter((name) => /-old|-new/.test(name))
    .map((name) => name.split('/')[1])
    .sort();
const onlyOf = (revision: string) => revisions().every((name) => name?.includes(`-${revision}`));

test('two revisions side by side, step by step in one folder: the old one goes by pruning, and nothing else', async () => {
  for (const step of [before, ...steps]) {
    bed.fill('minimal', render([override(step, { name: 'minimal' })]));
    await bed.applied(NO_WAIT, '--prune');
    expect(await bed.run('diff', 'minimal', '--output', 'json')).toMatchObject({ code: 0, out: '[]\n' });
    if (step === before) expect(onlyOf('old')).toBe(true);
    else if (step !== steps.at(-1)) expect(revisions()).toEqual(expect.arrayContaining(['istiod-old', 'istiod-new']));
  }
  expect(revisions()).toContain('istiod-new');
  expect(onlyOf('new')).toBe(true);
});

test('in folders of their own, each step takes over the one before', async () => {
  bed.fill('minimal', render([override(before, { name: 'minimal' })]));
  await bed.applied(NO_WAIT, '--prune');
  for (const step of steps) bed.fill(step.name, render([step]));
  for (const [at, { name }] of steps.entries()) {
    const other = at === 0 ? 'minimal' : steps[at - 1]?.name;
    expect((await bed.run('apply', name, NO_WAIT)).err).toContain(`already holds environment "${other}"`);
    expect(await bed.run('apply', name, NO_WAIT, '--adopt')).toMatchObject({ code: 0 });
    // Once taken over, it is this environment's alone.
    expect(await bed.run('apply', name, NO_WAIT)).toMatchObject({ code: 0 });
  }
  const last = steps.at(-1)?.name ?? '';
  const rest = JSON.parse((await bed.run('diff', last, '--output', 'json')).out) as readonly { object: string }[];
  expect(rest.map(({ object }) => object)).toContain('Deployment istio-system/istiod-old');
  expect(await bed.run('apply', last, NO_WAIT, '--prune')).toMatchObject({ code: 0 });
  expect(onlyOf('new')).toBe(true);
  expect(await bed.run('delete', last, '--yes', '--crds', '--timeout', '400')).toMatchObject({ code: 0 });
  expect(revisions()).toEqual([]);
  expect(kubectl('get', 'crd,configmap', '-n', 'default', '-o', 'name')).not.toMatch(/istio/);
});
