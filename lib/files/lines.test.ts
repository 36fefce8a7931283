import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLES } from '../../test/examples';
import { meshOf, SHOP } from '../../test/examples/said';
import { ROWS } from '../../test/validation';
import { CATALOGUES } from '../../tools/docs/catalogues';
import { unknowns } from '../../tools/docs/unknown';
import { OBJECT_RULES, RULES } from '../checks';
import { printManifests } from '../index';
import * as constructs from '../mesh';
import { KINDS } from '../model/kinds';
import { written } from '../model/tree';
import { checkFiles } from './check';
import { textSources } from './sources';

const CODES = new Set([...RULES.flatMap(({ codes }) => codes), 'IST0106', 'MESH900']);
/** A namespace that has not the label that it should have. */
const OF_THE_WHOLE = ['IST0102', 'IST0148'];

const around = textSources('shop.yaml', SHOP, true).objects;
const examples = EXAMPLES.filter(({ code }) => CODES.has(code)).flatMap(({ code, twins }) =>
  twins.map((one, i) => [`${code} (${i + 1})`, code, one] as const),
);

const ofYaml = new Set<string>(Object.keys(KINDS).map((kind) => kind.replace(/^Api/, '')));
const names = Object.keys(constructs).filter((name) => /^[A-Z][a-z]/.test(name) && !ofYaml.has(name));
const CONSTRUCT = new RegExp(`(?<![\\w/-])(${names.join('|')})(?![\\w/-])`);

/** Every field of Istio's and the Gateway API's resources, as their CRDs name them. */
const crds = join(__dirname, '..', '..', 'imports', 'crds');
const fields = new Set(
  readdirSync(crds, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(json|yaml)$/.test(file))
    .flatMap((file) => readFileSync(join(crds, file), 'utf8').match(/\b[a-z]+[A-Z]\w*/g) ?? []),
);
/** Words like names of fields that no resource of Istio has: props of constructs, but for these of Kubernetes and the mesh configuration. */
const OTHERS = [
  'appProtocol',
  'runAsUser',
  'commonName',
  'meshConfig',
  'extensionProviders',
  'envoyExtAuthzHttp',
  'envoyExtAuthzGrpc',
];
const props = (words: string): readonly string[] =>
  (words.match(/(?<![\w./"@-])[a-z]+[A-Z]\w*/g) ?? []).filter((word) => !fields.has(word) && !OTHERS.includes(word));

test('names of constructs are known, and those of kinds are none', () => {
  expect(names).toEqual(expect.arrayContaining(['Route', 'Allow', 'DestinationPolicy', 'Listeners', 'Waypoint']));
  expect(CONSTRUCT.test('make a DestinationPolicy for cart')).toBe(true);
  expect(CONSTRUCT.test('make a DestinationRule with it')).toBe(false);
  expect(props('add it (`alsoReach`), or give a `workloadSelector`')).toEqual(['alsoReach']);
});

test.each(examples)('%s, written as YAML, is found at the line of a field, in words of YAML', (_name, code, twins) => {
  const text =
    twins.language === 'yaml'
      ? twins.wrong
      : printManifests(written(meshOf(twins.wrong)).objects.map(({ object }) => object));
  const { objects } = textSources('mesh.yaml', text, true);
  const found = checkFiles(objects, twins.language === 'yaml' ? { around } : {});
  for (const { line, object, problem } of found) {
    const first = [...objects].reverse().find((one) => one.line <= line)?.line;
    const isAtObject = line === first && !OF_THE_WHOLE.includes(problem.code);
    expect([object, problem, isAtObject]).toEqual([object, problem, false]);
    expect(problem.remedy).not.toMatch(CONSTRUCT);
    expect(problem.fact).not.toMatch(CONSTRUCT);
  }
  if (twins.language === 'yaml') expect(found.map(({ problem }) => problem.code)).toEqual([code]);
});

describe('a finding is at the line of what is at fault', () => {
  const line = (yaml: string) => {
    const { objects } = textSources('mesh.yaml', yaml, true);
    const [found] = checkFiles(objects, { around });
    return yaml.split('\n')[(found?.line ?? 0) - 1]?.trim();
  };
  const route = (rule: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts:
    - cart
  http:
    - name: cart
      route:
        - destination:
            host: cart
${rule}`;

  test.each([
    ['the subset', '            subset: v9', 'subset: v9'],
    ['the port', '            port: { number: 9 }', 'port: { number: 9 }'],
    ['the host of a copy', '      mirror: { host: stok }', 'mirror: { host: stok }'],
    ['a field that nobody knows', '      timeuot: 3s', 'timeuot: 3s'],
    [
      'a later rule that is named like a host',
      '    - name: stock\n      route: [{ destination: { host: stock } }]',
      '- name: stock',
    ],
  ])('%s', (_what, rule, wanted) => expect(line(route(rule))).toBe(wanted));

  test('the selector of a policy, in a List too', () => {
    expect(
      line(`apiVersion: v1
kind: List
items:
  - apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: { name: cart, namespace: shop }
    spec:
      selector:
        matchLabels:
          app: crat
      rules: [{}]`),
    ).toBe('app: crat');
  });

  test('of all that istiod refuses in an object, never that of the whole object', () => {
    const codes = new Set([...OBJECT_RULES.flatMap((rule) => rule.codes), 'IST0106']);
    const found = ROWS.filter(({ code }) => codes.has(code)).map(({ code, wrong }) => {
      const { objects } = textSources('mesh.yaml', printManifests([wrong]), true);
      return checkFiles(objects).filter(({ problem }) => problem.code === code);
    });
    expect(found.length).toBeGreaterThan(500);
    expect(found.filter((of) => of.length === 0)).toEqual([]);
    expect(found.flat().filter(({ line: at }) => at === 1)).toEqual([]);
  });
});

test.each(
  CATALOGUES.flatMap(({ entries }) => entries.filter(([code]) => CODES.has(code))).map(
    (entry) => [entry[0], entry] as const,
  ),
)('what to do about %s in YAML names neither a construct nor a prop', (_code, [, say]) => {
  const [fact, remedy, inYaml = remedy] = say(...(unknowns(say) as Parameters<typeof say>));
  expect(`${fact} ${inYaml}`).not.toMatch(CONSTRUCT);
  expect(props(String(inYaml).replaceAll(/<\w+>/g, ''))).toEqual([]);
});
