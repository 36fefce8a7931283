import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../tools/yaml/inputs';
import { readDocuments, readManifests, readYaml, YamlFault } from '.';

/** What kubectl's own reader made of each input: sigs.k8s.io/yaml 1.6.0 behind the decoder of k8s.io/apimachinery 0.35.4. */
const table = JSON.parse(
  readFileSync(join(__dirname, '../../../tools/yaml/table.json'), 'utf8'),
) as readonly (readonly [string, { readonly documents: readonly unknown[]; readonly error?: string }])[];

test('the table holds every input (npm run yaml-table)', () => {
  expect(table.map(([text]) => text)).toEqual(INPUTS);
  expect(table.filter(([, { error }]) => error !== undefined).length).toBeGreaterThan(20);
});

test.each(table)('%j is read as kubectl reads it', (text, { documents, error }) => {
  const read = readDocuments(text);
  const values = read.flatMap((document) => (document instanceof YamlFault ? [] : [document.value]));
  const known = documents.filter((document) => document !== null);
  if (error === undefined) expect(read.filter((document) => document instanceof YamlFault)).toEqual([]);
  else expect(() => readManifests(text)).toThrow(YamlFault);
  // kubectl stops at the first fault; what it read before is the same.
  expect(JSON.parse(JSON.stringify(values.slice(0, known.length)))).toEqual(known);
  if (error === undefined) expect(values).toHaveLength(known.length);
});

describe('places', () => {
  const text = 'kind: A\n---\n\n# the second\nkind: B\nspec:\n  ports:\n    - name: x\n      number: 0400\n';
  test('each document knows its first line, and the line of what a path leads to', () => {
    const [first, second] = readDocuments(text).flatMap((document) =>
      document instanceof YamlFault ? [] : [document],
    );
    expect([first?.line, second?.line]).toEqual([1, 5]);
    expect(second?.lineOf(['spec', 'ports', 0, 'number'])).toBe(9);
    expect(second?.lineOf(['spec', 'ports', 3])).toBe(7);
    expect(second?.lineOf(['metadata'])).toBe(5);
    expect(second?.doubts).toEqual([{ line: 9, kind: 'word', text: '0400', value: 256 }]);
  });

  test('a document that cannot be read hides no other', () => {
    const [first, fault, last] = readDocuments('a: 1\n---\nb: [1\n---\nc: 2\n');
    expect([first, last].map((one) => one instanceof YamlFault || one?.value)).toEqual([{ a: 1 }, { c: 2 }]);
    expect(fault).toBeInstanceOf(YamlFault);
    expect(() => readYaml('a: &x [*x]')).toThrow('line 1: anchor "x" contains itself');
  });

  test.each([
    ['a: yes', 'word'],
    ['a: 1_000', 'word'],
    ['a: 08', 'word'],
    ['on: 1', 'key'],
    ['a: 1\na: 2', 'key twice'],
    ['a: 9007199254740993', 'number too long'],
    ['a: one\u2028', 'line break'],
    ['a: 1\n...\nb: 2', 'not read'],
  ])('%j is in doubt', (doubtful, kind) => {
    const [document] = readDocuments(doubtful);
    expect(document instanceof YamlFault ? [] : document?.doubts.map((doubt) => doubt.kind)).toEqual([kind]);
  });

  test.each(['a: "yes"', 'a: true', 'a: 1000', 'a: 0x1F', 'a: 1.5', 'a: 2001-01-01', 'a: 12:30', 'a: 0'])(
    '%j is not',
    (plain) => {
      const [document] = readDocuments(plain);
      expect(document instanceof YamlFault || document?.doubts).toEqual([]);
    },
  );
});
