import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import fc from 'fast-check';
import type { IService } from 'kubernetes-models/v1/Service';
import { RUNS, SEED } from '../../test/fuzz/runs';
import { MeshApp } from '../checks/judge/mesh-app';
import { defined, filled } from './defined';
import { isAddress, isCidr, isDnsLabel, isDnsSubdomain, isDuration, isPort } from './formats/formats';
import type { StringMap } from './formats/labels';
import { isQuantity, quantity } from './formats/quantity';
import { manifest } from './manifest';
import { Made, remembered } from './once-per-object';
import { override } from './override';
import { check, message, Refused } from './problems';

describe('override', () => {
  interface Settings {
    readonly size: number;
    readonly tags: readonly string[];
    readonly block?: { readonly a: number; readonly b?: string };
  }
  const base: Settings = { size: 1, tags: ['x', 'y'], block: { a: 1, b: 'b' } };

  test('changes what it names, keeps the rest and leaves the base alone', () => {
    expect(override(base, { block: { a: 2 } })).toEqual({ size: 1, tags: ['x', 'y'], block: { a: 2, b: 'b' } });
    expect(base.block?.a).toBe(1);
  });

  test('replaces arrays whole', () => expect(override(base, { tags: ['z'] }).tags).toEqual(['z']));

  test('removes with null, deep inside too', () => {
    expect(override(base, { block: null })).toEqual({ size: 1, tags: ['x', 'y'] });
    expect(override(base, { block: { b: null } }).block).toEqual({ a: 1 });
  });

  test('takes a block that is new as it is, without its nulls', () => {
    const bare: Settings = { size: 1, tags: [] };
    const block = { a: 1, b: 'b' };
    expect(override(bare, { block }).block).toBe(block);
    expect(override(bare, { block: { a: 1, b: null } })).toEqual({ ...bare, block: { a: 1 } });
  });

  test('keeps what is undefined', () => expect(override(base, { size: undefined } as never).size).toBe(1));

  test('does not compile with an unknown key, or with null where a value is needed', () => {
    // @ts-expect-error a misspelt key does not compile
    override(base, { sise: 2 });
    // @ts-expect-error a required key cannot be removed
    override(base, { size: null });
    expect(true).toBe(true);
  });

  test('removes any one of a map', () => {
    const labels: StringMap = { app: 'a', tier: 'b' };
    expect(override({ labels }, { labels: { app: null } })).toEqual({ labels: { tier: 'b' } });
  });
});

test('a problem is one line, whatever it quotes', () => {
  const problem = { code: 'MESH844', fact: 'it says: first\n  second', remedy: 'mend it' };
  expect(message(problem, 'shop')).toBe('MESH844 [shop] it says: first second; mend it');
});

test('what is remembered is made once for each object', () => {
  const made: string[] = [];
  const greeting = remembered(({ name }: { readonly name: string }) => {
    made.push(name);
    return `hello ${name}`;
  });
  const [one, twin] = [{ name: 'a' }, { name: 'a' }];
  expect([greeting(one), greeting(one), greeting(twin)]).toEqual(['hello a', 'hello a', 'hello a']);
  expect(made).toEqual(['a', 'a']);
});

test('defined drops only what is undefined', () => {
  expect(defined({ a: undefined, b: 0, c: '', d: false })).toEqual({ b: 0, c: '', d: false });
  expect([filled([]), filled({}), filled(undefined), filled(['x'])]).toEqual([undefined, undefined, undefined, ['x']]);
});

test.each([
  ['quantity', isQuantity, ['100m', '128Mi', '1.5', '2e3', '0'], ['', '1 Gi', '100mi', 'x', '1KB']],
  ['DNS label', isDnsLabel, ['a', 'a-b', '1-31', 'a'.repeat(63)], ['', 'A', '-a', 'a-', 'a.b', 'a'.repeat(64)]],
  ['DNS subdomain', isDnsSubdomain, ['a.b', 'cluster.local'], ['a..b', '.a', 'a_b', `${'a'.repeat(254)}`]],
  ['duration', isDuration, ['10s', '1h30m', '250ms', '1.5s'], ['', '10', 's', '1d', '10 s']],
  [
    'CIDR',
    isCidr,
    ['10.0.0.0/8', '::/0', 'fd00::1/64', '1:2:3:4:5:6:7:8/128'],
    ['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '01.0.0.0/8', 'a/8', '::/129', '1::2::3/8', '1/8/9'],
  ],
  ['address', isAddress, ['127.0.0.1', '::1', '::ffff:1.2.3.4', 'fe80::'], ['', '1.2.3', ':::', '1:2:3', 'g::1']],
])('%s', (_name, holds, good, bad) => {
  expect(good.filter((text) => !holds(text))).toEqual([]);
  expect(bad.filter((text) => holds(text))).toEqual([]);
});

test('ports are whole numbers from 1 to 65535', () => {
  expect([1, 65535].every(isPort)).toBe(true);
  expect([0, -1, 65536, 1.5, Number.NaN].some(isPort)).toBe(false);
});

describe('MeshApp', () => {
  const service = (chart: Chart, name: string) =>
    manifest<IService>(chart, name, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'x' },
      spec: { ports: [{ port: 80 }] },
    });

  test('gives the objects in the order in which they were made, what they depend on first', () => {
    const app = new MeshApp();
    const chart = new Chart(app, 'c');
    const [a, b, c] = [service(chart, 'a'), service(chart, 'b'), service(chart, 'c')];
    a.node.addDependency(c);
    expect(app.objects().get(chart)).toEqual([c, a, b]);
  });

  test('refuses a cycle of dependencies', () => {
    const app = new MeshApp();
    const chart = new Chart(app, 'c');
    const [a, b] = [service(chart, 'a'), service(chart, 'b')];
    a.node.addDependency(b);
    b.node.addDependency(a);
    expect(() => app.objects()).toThrow('cyclic dependency at c/');
  });

  test('reports every problem of every chart at once, each with its path', () => {
    const app = new MeshApp();
    for (const id of ['one', 'two'])
      check(new Chart(app, id), () => [{ code: 'MESH000', fact: `${id} is wrong`, remedy: 'mend it' }]);
    const problems = () => {
      try {
        app.objects();
        return [];
      } catch (error) {
        return error instanceof Refused ? error.messages : [];
      }
    };
    expect(problems()).toEqual(['MESH000 [one] one is wrong; mend it', 'MESH000 [two] two is wrong; mend it']);
  });

  test('an object without a proper name is refused where it is made', () => {
    const chart = new Chart(new MeshApp(), 'c');
    expect(() => service(chart, 'Not_A_Name')).toThrow('MESH001 [c] "Not_A_Name" is no name for a Service');
    expect(service(chart, 'a-name')).toBeInstanceOf(ApiObject);
  });
});

describe('an object that is data alone', () => {
  const texts = fc.dictionary(fc.constantFrom('b', 'a', 'c'), fc.constantFrom('', 'x'), { maxKeys: 3 });
  const data = fc.jsonValue({ maxDepth: 3 });
  const given = fc.record({
    metadata: fc.record({
      labels: fc.oneof(texts, fc.constant({ a: {} })),
      annotations: texts,
      finalizers: fc.array(fc.constantFrom('a', 'b')),
      ownerReferences: fc.constantFrom([], [{ apiVersion: 'v1', kind: 'A', name: 'a', uid: '1' }]),
      generateName: fc.constantFrom(undefined, 'more'),
    }),
    data: fc.dictionary(fc.constantFrom('z', 'a', 'spec'), fc.oneof(data, fc.constant(undefined))),
  });
  type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;
  const objects = ({ metadata: { generateName, ...metadata }, data }: Given) => {
    const about = { name: 'a', namespace: 'x', ...metadata, ...(generateName && { generateName }) };
    const whole = { ...data, apiVersion: 'v1', kind: 'A', metadata: about } as never;
    const chart = new Chart(new MeshApp(), 'c');
    return { ours: manifest(chart, 'ours', whole), stock: new ApiObject(chart, 'stock', whole) };
  };
  const text = (value: unknown) => JSON.stringify(value);

  test("is written as cdk8s' own is, and is an earlier one where that would be written alike", () => {
    fc.assert(
      fc.property(given, given, (one, other) => {
        const { ours, stock } = objects(one);
        expect(text(ours.toJson())).toBe(text(stock.toJson()));
        for (const next of [one, other]) {
          const made = new Made();
          const first = made.of(ours);
          const { ours: later, stock: asStock } = objects(next);
          const second = made.of(later);
          expect(text(second)).toBe(text(asStock.toJson()));
          expect(second === first).toBe(text(second) === text(first));
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

test.each([
  ['100m', 0.1],
  ['1.5', 1.5],
  ['2e3', 2000],
  ['1E', 1e18],
  ['128Mi', 128 * 1024 ** 2],
  ['1Ki', 1024],
  ['3k', 3000],
  ['500n', 5e-7],
])('%s is %d', (text, amount) => {
  expect(quantity(text)).toBeCloseTo(amount, 10);
});
