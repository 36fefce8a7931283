import { expect, test } from '@jest/globals';
import { RULES } from '../../lib/checks';
import { textSources } from '../../lib/files/sources';
import { DEFAULT_GATEWAY } from '../../lib/files/surroundings';
import { ENVIRONMENT_RULES } from '../../lib/installation/rules';
import { collect } from '../../lib/model/collect';
import { EXAMPLES } from '../../test/examples';
import { SHOP, said } from '../../test/examples/said';
import { WITHOUT } from '../../test/examples/without';
import { CATALOGUES } from './catalogues';

/** The code of a line; a warning says that it is one. */
const codeOf = (line: string): string | undefined => /^(?:\w+: )?([A-Z]+\d+) \[/.exec(line)?.[1];

test.each(EXAMPLES.flatMap(({ code, twins }) => twins.map((one, i) => [`${code} (${i + 1})`, code, one] as const)))(
  '%s: the wrong one gives this one line, the mended one none',
  (_name, code, twins) => {
    const lines = said(twins, twins.wrong);
    expect([lines, lines.map(codeOf)]).toEqual([lines, [code]]);
    expect(said(twins, twins.right)).toEqual([]);
    expect(twins.right).not.toBe('');
  },
);

const isShared = (code: string): boolean => RULES.filter(({ codes }) => codes.includes(code)).length > 1;
const twinsOf = (code: string) => EXAMPLES.filter((one) => one.code === code).flatMap(({ twins }) => twins);
const shown = EXAMPLES.map(({ code }) => code);
const without = Object.values(WITHOUT).flat();

test('every code of a rule has an example', () => {
  const codes = [...new Set([...RULES, ...ENVIRONMENT_RULES].flatMap((rule) => rule.codes))];
  expect(codes.filter((code) => !shown.includes(code))).toEqual([]);
});

test('each rule that shares a code has an example of its own', () => {
  const around = [...textSources('shop.yaml', SHOP, true).objects, ...DEFAULT_GATEWAY];
  const shared = RULES.flatMap(({ codes, find, name }) => codes.filter(isShared).map((code) => ({ code, find, name })));
  const found = shared.filter(({ code, find }) =>
    twinsOf(code).some(({ wrong }) => {
      const mesh = collect([...textSources('mesh.yaml', wrong, true).objects, ...around], [], { isWhole: true });
      return find(mesh).some(({ problem }) => problem.code === code);
    }),
  );
  expect(shared.length).toBeGreaterThan(5);
  expect(found.map(({ name }) => name)).toEqual(shared.map(({ name }) => name));
});

test('every other message has an example, or a reason why not; none has both', () => {
  const codes = CATALOGUES.flatMap(({ entries }) => entries.map(([code]) => code));
  expect([...shown, ...without].sort()).toEqual([...codes].sort());
});

test('an example is in the file of its catalogue, and says why', () => {
  for (const { code, catalogue, why, twins } of EXAMPLES) {
    const file = CATALOGUES.find(({ entries }) => entries.some(([one]) => one === code))?.file;
    expect([code, catalogue, twins.length > 0, why.length > 20]).toEqual([code, file, true, true]);
  }
});
