import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

/** The layers in their order; a file imports from its own or an earlier one. A longer path wins over a shorter one. */
const LAYERS = [
  ...[
    'imports',
    'lib/kit',
    'lib/problems',
    'lib/schema',
    'lib/model',
    'lib/checks',
    'lib/istio',
    'lib/gateways',
    'lib/mesh',
    'lib/files',
  ],
  ...[
    'lib/simulator',
    'lib/bookinfo',
    'lib/addons',
    'lib/installation',
    'lib/topology',
    'lib/environments',
    'lib/upgrade',
    'lib/import',
    'lib/report',
  ],
  ...['lib/delivery', 'lib/command', 'lib/cli', 'bin', '.'],
];

const root = join(__dirname, '..');
const sources = ['lib', 'bin']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .concat('main.ts')
  .filter((file) => file.endsWith('.ts') && !/\.(test|cluster)\.ts$/.test(file));
const text = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const layer = (file: string) => LAYERS.findIndex((folder) => folder === '.' || file.startsWith(`${folder}/`));

/** Files of the project that a file imports, relative to the root; `type` imports are gone at run time and make no cycle. */
const importsOf = (file: string, withTypes: boolean) =>
  [...(text.get(file) ?? '').matchAll(/^(?:import|export) (type )?(?:[^'";]* from )?'(\.[^']+)'/gm)]
    .filter(([, isType]) => withTypes || isType === undefined)
    .map(([, , path = '']) => relative(root, resolve(root, dirname(file), path)));

test('a file imports from its own layer or an earlier one', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file, true)
      // The package's own name and version are of no layer.
      .filter((target) => target !== 'package.json' && layer(`${target}/`) > layer(file))
      .map((target) => `${file} -> ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('CONTRIBUTING draws the layers as they are, the last one first', () => {
  const [, drawing = ''] =
    /^```\n(main\.ts[\s\S]*?)^```/m.exec(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')) ?? [];
  const drawn = drawing
    .split('\n')
    .flatMap((line) => /^(?:(?:lib\/\w+|bin|imports)\/ *)+|^main\.ts bin\//.exec(line)?.[0].match(/[\w/.]+/g) ?? []);
  expect(drawn.map((folder) => folder.replace(/\/$/, '').replace('main.ts', '.')).reverse()).toEqual(LAYERS);
});

test.each([
  ['at run time', false],
  ['by their types', true],
])('no files import each other in a circle %s', (_how, withTypes) => {
  const known = new Set(sources.map((file) => file.replace(/\.ts$/, '')));
  const target = (path: string) => (known.has(path) ? path : known.has(`${path}/index`) ? `${path}/index` : undefined);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const path of importsOf(`${file}.ts`, withTypes)) {
      const next = target(path);
      if (next !== undefined) visit(next, [...trail, file]);
    }
    done.add(file);
  };
  for (const file of known) visit(file, []);
  expect(circles).toEqual([]);
});

test('only a program knows where it lies: what it imports is bundled with it', () => {
  const wrong = sources.filter(
    (file) =>
      file.startsWith('lib/') && !file.endsWith('/testbed.ts') && /__dirname|__filename/.test(text.get(file) ?? ''),
  );
  expect(wrong).toEqual([]);
});

test('what is read only when it is needed is in the package, too: the compiler does not see a bare require', () => {
  const { include }: { readonly include: readonly string[] } = JSON.parse(
    readFileSync(join(root, 'tsconfig.build.json'), 'utf8'),
  );
  const packed = (file: string) =>
    include.some((glob) => dirname(glob) === dirname(file) && extname(glob) === extname(file));
  const missing = [...text].flatMap(([file, code]) =>
    [...code.matchAll(/\brequire\('(\.[^']+)'\)( as typeof import\('\1'\))?/g)]
      .filter(
        ([, path = '', type]) => type === undefined && !packed(relative(root, resolve(root, dirname(file), path))),
      )
      .map(([, path]) => `${file} -> ${path}`),
  );
  expect(missing).toEqual([]);
});

test('versions and registries are spelt in lib/kit/versions.ts alone', () => {
  const spelt = /['"`][\w./-]+:v?\d+\.\d+[\w.-]*['"`]|registry\.istio\.io|docker\.io|quay\.io|ghcr\.io|gcr\.io/;
  const wrong = sources
    .filter((file) => file.startsWith('lib/') && file !== 'lib/kit/versions.ts')
    .flatMap((file) =>
      (text.get(file) ?? '')
        .split('\n')
        .filter((line) => spelt.test(line.replace(/(^|\s)(\/\/|\*|\/\*).*/, '')) && !line.includes('such as registry'))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});

test('lib reads no clock, network, random source, environment or working directory', () => {
  const outside =
    /process\.(env|cwd)|Date\.now|new Date\(|Math\.random|randomUUID|node:(http|https|net|os|child_process)'/;
  const wrong = sources.filter(
    (file) =>
      /^lib\/(?!delivery|command|cli)/.test(file) &&
      outside.test((text.get(file) ?? '').replace("from 'node:net'", '')),
  );
  expect(wrong).toEqual([]);
});

test('YAML is read by one reader, in lib/kit/read-yaml', () => {
  const wrong = [...text].filter(
    ([file, code]) => !file.startsWith('lib/kit/') && /import \{[^}]*\bload(All)?\b[^}]*\} from 'js-yaml'/.test(code),
  );
  expect(wrong.map(([file]) => file)).toEqual([]);
});

test('a file is exported with its values: as types alone they compile in a module of ESM, and are missing there', () => {
  expect(sources.filter((file) => /^export type \*/m.test(text.get(file) ?? ''))).toEqual([]);
});

test('a problem has a code of its own', () => {
  // Rules name the codes of what they find; they do not give them.
  const given = sources.filter((file) => !/^lib\/(checks|installation\/rules)\//.test(file));
  const codes = given.flatMap((file) =>
    [...(text.get(file) ?? '').matchAll(/\[\s*'((?:MESH|IST)\d+)',/g)].map(([, code]) => code ?? ''),
  );
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  expect(codes.length).toBeGreaterThan(20);
});

test('a file does one thing in at most 220 lines', () => {
  const long = sources.filter((file) => (text.get(file) ?? '').split('\n').length > 220);
  expect(long).toEqual([]);
});

test('a folder of lib shows at most sixteen rooms: what it holds is seen at a glance', () => {
  const rooms = (folder: string): readonly string[] => {
    const held = readdirSync(join(root, folder), { withFileTypes: true });
    const inner = held.filter((entry) => entry.isDirectory()).flatMap(({ name }) => rooms(`${folder}/${name}`));
    return held.length > 16 && folder !== 'lib' ? [`${folder}: ${held.length}`, ...inner] : inner;
  };
  expect(rooms('lib')).toEqual([]);
});
