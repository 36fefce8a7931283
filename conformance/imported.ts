import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { importOperator } from '../lib/import';
import { sourceOf } from '../lib/import/values/read';
import type { Path, Source } from '../lib/import/values/values';
import { MeshEnvironment } from '../lib/installation/installation';
import { type Block, blockOf, isBlock } from '../lib/kit/json';
import { override } from '../lib/kit/override';
import { message } from '../lib/kit/problems';
import type { Case } from './case';

const folder = join(__dirname, 'operators');

/** Specs of IstioOperators by what they are about. */
const specs = readdirSync(folder).flatMap((file) =>
  Object.entries<object>(parse(readFileSync(join(folder, file), 'utf8'))),
);

/** An IstioOperator as istioctl renders it, and what `import` makes of it. */
function caseOf(what: string, operator: string): Case {
  return {
    reference: `import ${what}`,
    build: (chart) => {
      const { environment } = importOperator([sourceOf(what, operator)], [], { source: what });
      new MeshEnvironment(chart, { ...environment, gatewayApi: 'present' });
    },
    sets: [],
    operator,
  };
}

/** A block or a list without what a path leads to. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || (!isBlock(value) && !Array.isArray(value))) return value;
  if (Array.isArray(value))
    return rest.length === 0
      ? value.toSpliced(Number(key), 1)
      : value.with(Number(key), without(value[Number(key)], rest));
  if (!Object.hasOwn(value, key)) return value;
  const { [key]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [key]: without(inner, rest) };
}

/** With all of istiod in its own namespace, as import says that it has it. */
function inOneNamespace(operator: Block): Block {
  const istioNamespace = blockOf(blockOf(blockOf(operator['spec'])['components'])['pilot'])['namespace'];
  return override(operator, { spec: { values: { global: { istioNamespace } } } });
}

/** Its places are paths. */
const pathSource = (value: Block): Source => ({ value, placeOf: (path) => JSON.stringify(path) });

/** What a note says to be otherwise here, as lines of a list of differences: by what the note is about. */
const NOTED: readonly (readonly [about: RegExp, lines: (note: string, objects: string) => readonly string[]])[] = [
  [
    /^istio\.remote\.external$/,
    (_, objects) =>
      [...objects.matchAll(/^ {2}name: (istio-reader-clusterrole\S*)$/gm)].map(
        ([, name]) => `ClusterRole/${name} | .rules | noted`,
      ),
  ],
  [
    /\.ports$/,
    (note, objects) =>
      [...objects.matchAll(/^kind: Service\n(?:.*\n)*? {2}name: (.+)$/gm)].flatMap(([, name]) =>
        note
          .replace(/ without.*/, '')
          .split(', ')
          .map((port) => `Service/${name} | .spec.ports.name=${port}.targetPort | noted`),
      ),
  ],
];

/**
 * An IstioOperator of one's own. What import says that it leaves out, istioctl is not told either, so that a field which differs all the same
 * was lost without a word.
 */
function ownCase(file: string, operator: string): Case {
  const one = caseOf(file, operator);
  const made = () => importOperator([pathSource(parse(operator) as Block)], [], { source: file });
  const left = (): unknown => {
    const paths = made()
      .untaken.filter(({ problem: { code } }) => code !== 'MESH995')
      .map(({ place }) => place)
      .filter((place) => place.startsWith('['));
    // From the end, so that entries of lists stay where they are.
    const ordered = paths.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    const spec = ordered.reduce<unknown>((rest, path) => without(rest, JSON.parse(path) as Path), parse(operator));
    return made().untaken.some(({ problem: { code } }) => code === 'MESH995') ? inOneNamespace(spec as Block) : spec;
  };
  return {
    ...one,
    own: {
      left: () => stringify(left()),
      refused: () => made().refused,
      said: () => {
        const { untaken, records, notes } = made();
        return [
          ...untaken.map(({ place, problem }) => message(problem, place)),
          ...records.map((path) => `not recorded: ${path}`),
          ...[...notes].map(([path, note]) => `${path}: ${note}`),
        ];
      },
      differs: (objects) => {
        const { records, notes } = made();
        return [
          ...records.map((path) => `ConfigMap/istio-sidecar-injector | .data.values.${path} | not recorded`),
          ...[...notes].flatMap(([prop, note]) =>
            NOTED.flatMap(([about, lines]) => (about.test(prop) ? lines(note, objects) : [])),
          ),
        ];
      },
    },
  };
}

/** A folder of IstioOperators of one's own. */
const own = process.env['OPERATORS'];

export const importedCases: readonly Case[] =
  own === undefined
    ? specs.map(([what, spec]) =>
        caseOf(what, JSON.stringify({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', spec })),
      )
    : readdirSync(own)
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => ownCase(file, readFileSync(join(own, file), 'utf8')));
