import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { production } from '../../environments/production';
import type { Environment } from '../../installation/environment';
import { override } from '../../kit/override';
import type { UpgradeStep } from '../../upgrade/upgrade';
import { upgrade } from '../../upgrade/upgrade';
import type { Task } from '../program/tasks';
import { doUpgrade } from '.';
import { editOf } from './edit';
import type { SaidUpgrade } from './said';

const today: Environment = override(production, {
  name: 'acme',
  istio: { version: '1.30', revision: '1-30-3', image: { tag: '1.30.3' } },
  tags: { canary: '1-30-3', stable: '1-30-3' },
  delivery: null,
});
const to = { revision: '1-31-1', version: '1.31' } as const;
const steps = upgrade(today, { to, rings: ['canary', 'stable'] });
const states: readonly Environment[] = [today, ...steps.map(({ environment }) => environment)];

afterEach(() => {
  jest.restoreAllMocks();
});

function printed(environment: Environment, task: Partial<Task & { readonly do: 'upgrade' }> = {}): string {
  let text = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const whole = { do: 'upgrade', way: 'next', environment: 'acme', to: '1-31-1', output: 'text', ...task } as const;
  expect(doUpgrade(whole, [environment])).toBe(0);
  return text;
}

/** The environment that an edit makes of another. */
const edited = (environment: Environment, edit: string): Environment =>
  new Function('override', 'environment', `return ${edit};`)(override, environment);

describe.each(steps.map((step, i): [string, UpgradeStep, number] => [step.name, step, i]))('%s', (name, step, i) => {
  const [before, after] = [states[i] ?? today, states[i + 1] ?? today];

  test('the edit makes what the step is, and that of the way back what was there', () => {
    expect(edited(before, editOf(before, after))).toEqual(step.environment);
    expect(edited(after, editOf(after, before))).toEqual(before);
  });

  test('the environment itself says that it comes next', () => {
    const { step: next } = JSON.parse(printed(before, { output: 'json' }));
    expect(next).toMatchObject({ name, does: step.does, safe: step.safe });
    expect(edited(before, next.edit)).toEqual(step.environment);
  });

  test('once it is taken, it is the one that goes back', () => {
    if (i === steps.length - 1) {
      // What was there is not known any more.
      expect(() => printed(after, { way: 'back' })).toThrow('MESH665 [acme] "1-31-1" is the control plane');
      return;
    }
    const { step: back } = JSON.parse(printed(after, { way: 'back', output: 'json' }));
    expect(back).toMatchObject({ name, safe: step.back.safe });
    expect(edited(after, back.edit)).toEqual(before);
  });
});

test('the plan: each step, what changes for users, and how far it is', () => {
  const text = printed(states[2] ?? today, { way: 'plan' });
  expect(text).toContain('acme: from 1-30-3 (Istio 1.30.3) to 1-31-1 (Istio 1.31.1), 6 steps, 2 done\n');
  expect(text).toMatch(/\n {2}done {2}nodes +\S.*\n {2}next {2}ring-canary +What follows tag canary moves/);
  expect(text).toContain('  - No longer read: PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY');
  expect(text).toContain('npx cdk8s-istio upgrade next acme --to 1-31-1\n');
  const said: SaidUpgrade = JSON.parse(printed(today, { way: 'plan', output: 'json' }));
  expect([said.done, said.steps.map(({ isDone }) => isDone)]).toEqual([0, steps.map(() => false)]);
});

test('a step: what it waits for, the edit, what brings it, what it restarts', () => {
  const text = printed(states[3] ?? today);
  const order = [
    'acme: step 4 of 6, ring-stable.',
    'still on 1-30-3',
    "override(environment, {\n    tags: { stable: '1-31-1' },\n  })",
    'npx cdk8s-istio apply acme --prune',
    'rollout restart',
    'upgrade back acme --to 1-31-1',
  ].map((part) => text.indexOf(part));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test('with rollWorkloads nothing is restarted by hand; where Argo CD brings it, a commit does', () => {
  const by = override(states[3] ?? today, { rollWorkloads: true, delivery: { by: 'argo-cd' } });
  expect(printed(by)).not.toContain('rollout restart');
  expect(printed(by)).toContain('git push');
});

test('rings move in the order that is named, and a state that is in no step is refused', () => {
  const named = { rings: ['stable', 'canary'] };
  expect(printed(states[2] ?? today, named)).toContain('ring-stable');
  const stable = override(states[2] ?? today, { tags: { stable: '1-31-1' } });
  expect(printed(stable)).toContain('step 4 of 6, ring-canary.');
  expect(() => printed(stable, { rings: ['canary', 'stable'] })).toThrow('MESH666 [acme]');
});

test('before the first step there is nothing to go back', () => {
  expect(() => printed(today, { way: 'back' })).toThrow('MESH667 [acme]');
  expect(printed(today)).toContain('step 1 of 6, add-1-31-1.');
});

test('images may be of a patch release, whose minor they say themselves', () => {
  const { to: next } = JSON.parse(printed(today, { imageTag: '1.30.8', to: '1-30-8', output: 'json' }));
  expect(next).toBe('1-30-8 (Istio 1.30.8)');
  const { to: newest } = JSON.parse(printed(today, { output: 'json' }));
  expect(newest).toBe('1-31-1 (Istio 1.31.1)');
});
