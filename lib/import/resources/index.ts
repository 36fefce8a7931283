import { name as PACKAGE } from '../../../package.json';
import type { FileObject } from '../../files/sources';
import { textsOf } from '../../kit/json';
import { identity, type KubeObject } from '../../model/object';
import { placed } from '../../model/scope';
import { IMPORT } from '../../problems/commands/import';
import { Code, print } from '../print';
import type { Untaken } from '../values/row';
import { statementOf } from './choose';
import { moduleOf } from './classes';
import { Handles } from './handles';
import { Names } from './names';
import { Ref, type Statement } from './refs';

export interface ImportedResources {
  /** A TypeScript file that exports an app. */
  readonly program: string;
  readonly untaken: readonly Untaken[];
  /** How many objects each way writes: `Route`, `resource`, `ApiObject`. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Arguments as the program has them. */
const coded = (value: unknown): unknown => {
  if (value instanceof Ref) return new Code(value.text);
  if (Array.isArray(value)) return value.map(coded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coded(inner)]));
};

/** What the program says of things that it has names for, without texts. */
const wordsOf = (value: unknown): readonly string[] => {
  if (value instanceof Ref) return [value.text.replaceAll(/'[^']*'/g, '')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
};

const usesOf = (value: unknown): readonly string[] => {
  if (value instanceof Ref) return value.uses;
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(usesOf) : [];
};

function printed({ call, isNew, args }: Statement, scope: string): string {
  const head = `  ${isNew ? 'new ' : ''}${call.text}(${scope}, `;
  const rest = args.map((arg) => print(coded(arg), { isSorted: false }, 1, 0)).join(', ');
  return `${head}${rest});`;
}

/** Injection as the labels of a namespace say it, where nothing else is said of it. */
function namespaceProps(object: KubeObject | undefined): {
  readonly injection: boolean | 'ambient';
  readonly isWhole: boolean;
} {
  const labels = textsOf(object?.metadata?.labels);
  const { 'istio-injection': sidecars, 'istio.io/dataplane-mode': mode } = labels;
  const injection = mode === 'ambient' ? mode : sidecars === undefined ? object === undefined : sidecars === 'enabled';
  const says = mode === 'ambient' ? 'istio.io/dataplane-mode' : 'istio-injection';
  const { annotations, labels: _, name: __, ...more } = object?.metadata ?? {};
  const isWhole =
    object !== undefined &&
    Object.keys(labels).length === 1 &&
    says in labels &&
    annotations === undefined &&
    Object.keys(more).length === 0 &&
    Object.keys(object).every((key) => ['apiVersion', 'kind', 'metadata'].includes(key));
  return { injection, isWhole };
}

/**
 * The app that writes the same objects as files do: by constructs where one says exactly the same, which is tried, by generated classes
 * and plain objects otherwise. `home`: the namespace of objects that name none.
 */
export function importResources(files: readonly FileObject[], home = 'default'): ImportedResources {
  const untaken: Untaken[] = [];
  const byIdentity = new Map<string, FileObject>();
  for (const file of files) {
    const object = placed(file.object, home);
    // The API server gives those without a name one each.
    const key = object.metadata?.name === undefined ? file.place : identity(object);
    const before = byIdentity.get(key);
    if (before !== undefined) untaken.push({ place: before.place, problem: IMPORT.twice(titleOf(object), file.place) });
    byIdentity.set(key, { ...file, object });
  }
  const objects = [...byIdentity.values()];
  const namespaceOf = (object: KubeObject) => object.metadata?.namespace ?? home;
  const names = new Names();
  const handles = new Handles(
    objects.map(({ object }) => object),
    namespaceOf,
    names,
  );
  const constantOf = (namespace: string) => names.of(`Namespace ${namespace}`, `${namespace}-namespace`);
  const namespaces = new Map(
    objects
      .filter(({ object }) => object.kind === 'Namespace' && object.apiVersion === 'v1')
      .map(({ object }) => [object.metadata?.name ?? '', object]),
  );
  const used = new Set<string>();
  const words: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const sections = new Map<string, string[]>();
  // Of the constructs below each namespace.
  const idsOf = new Map<string, Set<string>>();
  for (const { object } of objects) {
    const namespace = object.metadata?.namespace;
    if (namespaces.get(object.metadata?.name ?? '') === object && namespaceProps(object).isWhole) {
      count('MeshNamespace');
      sections.set(object.metadata?.name ?? '', sections.get(object.metadata?.name ?? '') ?? []);
      continue;
    }
    const ids = idsOf.get(namespace ?? '') ?? new Set();
    const statement = statementOf(object, namespace, handles, ids);
    for (const use of [...statement.call.uses, ...usesOf(statement.args)]) used.add(use);
    words.push(...wordsOf(statement.args));
    ids.add(statement.id);
    idsOf.set(namespace ?? '', ids);
    count(statement.call.text);
    const scope = namespace === undefined ? '' : namespace;
    sections.set(scope, [
      ...(sections.get(scope) ?? []),
      printed(statement, scope === '' ? 'mesh' : constantOf(scope)),
    ]);
  }
  const body = [...sections].map(([namespace, statements]) => {
    if (namespace === '') return statements.join('\n');
    used.add('MeshNamespace');
    const { injection, isWhole } = namespaceProps(namespaces.get(namespace));
    const props = print({ ...(isWhole ? {} : { existing: true }), injection }, {}, 1);
    const constant = statements.length === 0 ? '' : `const ${constantOf(namespace)} = `;
    return [`  ${constant}new MeshNamespace(mesh, '${namespace}', ${props});`, ...statements].join('\n');
  });
  const isUsed = (constant: string) => words.some((text) => text.split(/\W+/).includes(constant));
  const constants = [...handles.constants]
    .filter(([constant]) => isUsed(constant))
    .map(
      ([constant, { props }]) =>
        `const ${constant} = ExistingService.of(${print(props, { isSorted: false }, 0, 12).replace(/^\{\n/, '{\n')});\n`,
    );
  return {
    program: [
      importsOf(used),
      constants.join(''),
      `export const imported: App = (mesh) => {\n${body.join('\n\n')}\n};\n`,
    ]
      .filter((part) => part !== '')
      .join('\n'),
    untaken,
    counts,
  };
}

const titleOf = ({ kind, metadata = {} }: KubeObject): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name ?? ''}`;

function importsOf(used: ReadonlySet<string>): string {
  const names = [...used].filter((use) => !use.startsWith('* ') && use !== 'ApiObject');
  const modules = [...used].filter((use) => use.startsWith('* ')).map((use) => use.slice(2));
  const plain = (name: string) => name.replace('type ', '').toLowerCase();
  const own = ['type App', ...names].sort((a, b) => (plain(a) < plain(b) ? -1 : 1));
  return [
    ...(used.has('ApiObject') ? ["import { ApiObject } from 'cdk8s';\n"] : []),
    `import { ${own.join(', ')} } from '${PACKAGE}';\n`,
    ...modules.sort().map((module) => `import * as ${module} from '${PACKAGE}/imports/${moduleOf(module)}';\n`),
  ].join('');
}
