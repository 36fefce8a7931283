import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { parse } from 'yaml';
import { printManifests, printScalar, printYaml } from './yaml';

/** Strings that one YAML reader or another takes for something else. */
const HOSTILE = [
  ...'0o14 0x1F 012 1_000 1e3 12:30 .5 .inf .nan - ~ null yes No on y TRUE 2026-11-23 << = # - @ ` % | > \' " \\ --- ... !tag &a *a'.split(
    ' ',
  ),
  ...[
    '',
    ' ',
    ' lead',
    'trail ',
    'a: b',
    'a #b',
    '- a',
    '? a',
    '--- a',
    'x'.repeat(5000),
    'long '.repeat(500),
    '\u{1F600}',
  ],
  ...['\u0085', '\u2028', '\u2029', '\uFEFF', '\u00a0', '\u0000', '\r', 'a\rb', 'a\r\nb', '\t', 'a\tb', '\ta'],
  ...['\n', '\n\n', 'a\n', 'a\n\n', '\na', ' a\n b', '{{ .Values.x }}', '{{- if (eq "a" `b`) }}\n{{ end }}'],
];
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary' }).filter((text) => text !== '__proto__'),
  fc.constantFrom(...HOSTILE).map((s) => `${s}\n${s}`),
);
const document = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 3 })), { maxKeys: 5 });

test('every string is read back as it was, by YAML 1.1 and 1.2 readers', () => {
  fc.assert(
    fc.property(document, (data) => {
      const value = { data };
      const text = printYaml(value);
      expect(load(text)).toEqual(value);
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(text, { version, logLevel: 'silent' })).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

const words = fc.oneof(
  hostile,
  fc.stringMatching(/^[\w./][\w ,./:#()'"=&|<>*+@!;-]{0,5}$/).filter((key) => key !== '__proto__'),
  fc.stringMatching(/^(?:--?)?[a-z$(][ -~]{0,6}$/),
  fc.stringMatching(/^-?\d{1,3}(?:[a-zA-Z:._-]\w?)?$/),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    fc.oneof(words, fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, 0, -0)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
  ),
}));

test('the structure is laid out as js-yaml does it, to the byte', () => {
  const lines = (text: string) => text.split('\n');
  fc.assert(
    fc.property(fc.array(tree), fc.constantFrom(1, 2), (value, indent) => {
      expect(lines(printYaml(value, indent))).toEqual(lines(dump(value, { indent, lineWidth: -1, noRefs: true })));
    }),
    { numRuns: 1000 },
  );
});

test('so is a word within a line', () => {
  fc.assert(
    fc.property(words, (value) => {
      expect(`[${printScalar(value)}]\n`).toBe(dump([value], { flowLevel: 0, lineWidth: -1 }));
    }),
    { numRuns: 1000 },
  );
});

test('what is no data is refused', () => {
  expect(() => printYaml({ list: [() => 1] })).toThrow('unacceptable kind of an object');
  expect(() => printYaml({ block: new (class Named {})() })).toThrow('unacceptable kind of an object');
});

test('kubectl reads every hostile string as it was meant', () => {
  // YAML forbids NUL, and so does Kubernetes' JSON within YAML; no manifest can hold it.
  const values = HOSTILE.filter((text) => !text.includes('\u0000'));
  const maps = values.map((value, i) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c${i}` },
    data: { [`k${i}`]: value },
  }));
  const kubectl = process.env['KUBECTL'] ?? 'kubectl';
  // `patch --local` parses the file and prints it as JSON without asking any server.
  const out = execFileSync(kubectl, ['patch', '--local', '-f', '-', '-p', '{}', '-o', 'json'], {
    input: printManifests(maps),
    encoding: 'utf8',
  });
  const objects: unknown[] = JSON.parse(`[${out.replaceAll('}\n{', '},{')}]`);
  expect(objects.map((object) => (object as (typeof maps)[number]).data)).toEqual(maps.map(({ data }) => data));
});
