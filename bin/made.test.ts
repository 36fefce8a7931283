import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Scratch, scratch, settle } from '../test/scratch-program';

const all: Scratch[] = [];
afterAll(() => {
  for (const one of all) one.remove();
});
const repository = (packageJson?: object): Scratch => {
  const one = scratch(packageJson);
  all.push(one);
  return one;
};
const LOWER = 'bin-say-ts-lower.bin';

describe('a repository with a few files and packages', () => {
  const { root, file, run, runWith, kept } = repository();
  const counts = (name: string) =>
    file(`node_modules/${name}/index.js`, `globalThis.times = (globalThis.times ?? 0) + 1; exports.is = '${name}';`);
  const greet = (word: string) =>
    file('node_modules/greet/index.js', `exports.greet = (who) => '${word} ' + who + require('count').is;`);
  const team = (name: string) => file('lib/team.ts', `export const team = '${name}';`);
  const say = (more = '') =>
    file(
      'bin/say.ts',
      `import { greet } from 'greet';\nimport { is } from 'count';\nimport { team } from '../lib/team';\n${more}
      console.log(greet(team), is, (globalThis as any).times);`,
    );
  counts('count');
  greet('hello');
  say();
  team('a');
  settle();
  run('bin/say.ts');
  const said = () => run('bin/say.ts').stdout;
  /** Until the program is in two scripts. */
  beforeEach(() => {
    settle();
    team('two');
    settle();
    said();
  });

  test('after a change of its own files, what V8 made of the packages stays', () => {
    const before = kept(LOWER);
    team('b');
    settle();
    expect(said()).toBe('hello bcount count 1');
    expect(kept(LOWER)).toEqual(before);
    expect(said()).toBe('hello bcount count 1');
  });

  test('a change of a package counts at once, and what both ask for is there once', () => {
    greet('good day');
    expect(said()).toBe('good day twocount count 1');
    greet('hello');
    expect(said()).toBe('hello twocount count 1');
  });

  test('so does another lock file', () => {
    const before = kept(LOWER);
    file('package-lock.json', '{ "lockfileVersion": 3 }');
    settle();
    expect(said()).toBe('hello twocount count 1');
    team('c');
    settle();
    expect(said()).toBe('hello ccount count 1');
    expect(kept(LOWER)).not.toEqual(before);
  });

  test('a package that is asked for from now on is found, and those that it needs are not there twice', () => {
    file('node_modules/further/index.js', "exports.further = require('count').is + globalThis.times;");
    say("import { further } from 'further';\nconsole.log(further);");
    expect(said()).toBe('count1\nhello twocount count 1');
    settle();
    expect(said()).toBe('count1\nhello twocount count 1');
    say();
  });

  test('a package that is only looked for is not loaded', () => {
    file('node_modules/needs/index.js', "throw new Error('loaded');");
    say("console.log(require.resolve('needs').endsWith('index.js'));");
    for (const word of ['f', 'g']) {
      team(word);
      settle();
      expect(said()).toBe(`true\nhello ${word}count count 1`);
    }
    say("export const late = () => require('needs');\nconsole.log(require.resolve('needs').endsWith('index.js'));");
    for (const word of ['h', 'i']) {
      team(word);
      settle();
      expect(said()).toBe(`true\nhello ${word}count count 1`);
    }
    say();
  });

  test('another node, which cannot read what the first one kept, does the same', () => {
    const before = kept(LOWER);
    // To V8 another set of flags is another version.
    expect(runWith(['--no-opt'], 'bin/say.ts').stdout).toBe('hello twocount count 1');
    expect(kept(LOWER)).not.toEqual(before);
    expect(said()).toBe('hello twocount count 1');
  });

  test.each([LOWER, 'bin-say-ts.bin', 'bin-say-ts.json'])('%s may be lost, damaged or cut off', (name) => {
    const path = join('node_modules/.cache/cdk8s-istio', name);
    const whole = kept(name).toString('latin1');
    for (const spoil of [
      () => rmSync(join(root, path), { force: true }),
      () => file(path, ''),
      () => file(path, whole.slice(0, 200)),
    ]) {
      team('two');
      settle();
      said();
      spoil();
      expect(said()).toBe('hello twocount count 1');
      spoil();
      team('d');
      expect(said()).toBe('hello dcount count 1');
    }
  });

  test('a file that an editor moves to the place of the old one counts, as does one that is found before another', () => {
    file('lib/team.ts.new', "export const team = 'moved';");
    renameSync(join(root, 'lib/team.ts.new'), join(root, 'lib/team.ts'));
    expect(said()).toBe('hello movedcount count 1');
    settle();
    said();
    file('lib/team.tsx', "export const team = 'before';");
    expect(said()).toBe('hello beforecount count 1');
    rmSync(join(root, 'lib/team.tsx'));
    expect(said()).toBe('hello movedcount count 1');
  });

  test('what is no program is said with its place, and the next run is right again', () => {
    say('const = 1;');
    const { status, stderr } = run('bin/say.ts');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^MESH867 \[bin\/say\.ts.*4[:,]\d+/)]);
    say();
    expect(said()).toBe('hello twocount count 1');
  });

  test('a failure in either script names its place in the sources', () => {
    file('node_modules/greet/index.js', "\nexports.greet = () => { throw new RangeError('on purpose'); };");
    for (const _ of ['whole', 'two']) {
      const { stderr } = run('bin/say.ts');
      expect(stderr).toMatch(/RangeError: on purpose\n +at .*\(node_modules\/greet\/index\.js:2:\d+\)/);
      expect(stderr).toMatch(/\(bin\/say\.ts:5:\d+\)/);
      settle();
      team('e');
      settle();
    }
    greet('hello');
  });
});

describe('ECMAScript modules', () => {
  test.each(['module', 'commonjs'])('keep their default export in a package of type %s', (type) => {
    const { file, run, kept } = repository({ type });
    file('node_modules/esm/package.json', '{ "type": "module", "exports": "./index.js" }');
    file('node_modules/esm/index.js', "export default 'own default'; export const named = 'named';");
    file('node_modules/cjs/package.json', '{}');
    file('node_modules/cjs/index.js', "module.exports = { named: 'all' };");
    file('lib/team.ts', "export default 'team';");
    const say = (word: string) =>
      file(
        'bin/say.ts',
        `import team from '../lib/team.js'; import esm, { named } from 'esm'; import cjs from 'cjs'; import * as every from 'esm';
        console.log('${word}', team, esm, named, cjs.named, Object.keys(every).sort().join());
        console.log(import.meta.url.startsWith('file:')); import('esm').then((late) => console.log(late.default));`,
      );
    for (const word of ['one', 'two', 'three']) {
      say(word);
      settle();
      for (const _ of ['made', 'kept'])
        expect({ ...run('bin/say.ts'), status: 0 }).toEqual({
          status: 0,
          stderr: '',
          stdout: `${word} team own default named all default,named\ntrue\nown default`,
        });
    }
    expect(kept(LOWER).toString()).toContain('own default');
  });
});

describe('a repository with many files of its own', () => {
  const { root, file, run, kept } = repository();
  const COUNT = 130;
  /** What each file adds, and those of a lower number that it imports. */
  const parts = Array.from({ length: COUNT }, (_, i) => ({ adds: i, of: i === 0 ? [] : [Math.floor((i - 1) / 2)] }));
  const write = (i: number) => {
    const { adds, of } = parts[i] ?? { adds: 0, of: [] };
    const imports = of.map((one) => `import { sum as s${one} } from './p${one}';`).join('\n');
    file(
      `lib/p${i}.ts`,
      `${imports}\n(globalThis as any).loaded = [...(globalThis as any).loaded ?? [], ${i}];
      export const sum: number = ${[adds, ...of.map((one) => `s${one}`)].join(' + ')};`,
    );
  };
  const sum = (i: number): number => (parts[i]?.of ?? []).reduce((all, one) => all + sum(one), parts[i]?.adds ?? 0);
  const change = (i: number, what: Partial<(typeof parts)[number]>) => {
    Object.assign(parts[i] ?? {}, what);
    write(i);
    settle();
  };
  /** Each file that the sum of the last one needs, once. */
  const expected = () => {
    const needed = new Set([COUNT - 1, COUNT - 2]);
    for (const i of needed) for (const one of parts[i]?.of ?? []) needed.add(one);
    return `${sum(COUNT - 1) + sum(COUNT - 2)} ${[...needed].sort((a, b) => a - b).join()}`;
  };
  for (const i of parts.keys())
    parts[i]?.of.push(...(i < COUNT - 2 ? [] : Array.from({ length: COUNT - 2 }, (_, k) => k)));
  for (const i of parts.keys()) write(i);
  file(
    'bin/say.ts',
    `import { sum as a } from '../lib/p${COUNT - 1}';\nimport { sum as b } from '../lib/p${COUNT - 2}';
    console.log(a + b, (globalThis as any).loaded.sort((a: number, b: number) => a - b).join());`,
  );
  settle();
  const said = () => run('bin/say.ts').stdout;

  test('further changes of a file leave what does not depend on it as it was made', () => {
    expect(said()).toBe(expected());
    change(COUNT - 3, { adds: 7 });
    expect(said()).toBe(expected());
    const before = kept(LOWER);
    change(COUNT - 3, { adds: 8 });
    expect(said()).toBe(expected());
    expect(kept(LOWER)).toEqual(before);
  });

  test('what changed on which all depends is not made anew for ever', () => {
    const before = kept(LOWER).length;
    change(0, { adds: 9 });
    expect(said()).toBe(expected());
    expect(kept(LOWER).length).toBeLessThan(before / 2);
    change(COUNT - 3, { adds: 9 });
    expect(said()).toBe(expected());
    expect(kept(LOWER).length).toBeGreaterThan(before * 0.9);
  });

  test('whatever changes, a run makes what one from nothing makes, and loads each file once', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const distinct = (most: number, below: number) => [
      ...new Set(Array.from({ length: random(most) }, () => random(below))),
    ];
    for (let step = 0; step < 25; step++) {
      const i = random(COUNT - 2);
      const isLast = random(5) === 0;
      if (isLast) change(COUNT - 1, { of: distinct(20, COUNT - 2) });
      else change(i, { adds: random(1000), of: i === 0 ? [] : distinct(4, i) });
      if (random(3) === 0) change(random(3), { adds: random(1000) });
      if (random(6) === 0) rmSync(join(root, 'node_modules/.cache/cdk8s-istio', LOWER), { force: true });
      expect([step, said()]).toEqual([step, expected()]);
    }
  }, 120_000);
});
