import type { StringMap } from '../../props';
import {
  Expression as Expr,
  type Expression,
  from,
  goFunction,
  goOf,
  isTrue,
  type Operand,
  operandIn,
} from './expression';
import type { Common, GatewayInput, PodInput, Port } from './input';
import type { AnnotationName, LabelName } from './names';

/** What istiod hands to the templates of injected pods, and to those of Gateway API gateways. */
export const pod = from<PodInput>();
export const gateway = from<GatewayInput>();
/** What both get. */
export const shared = from<Common>();

const shown = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** Value of an annotation, or `otherwise` where the pod does not have it. */
export const annotation = (name: AnnotationName, otherwise: Operand<string | number | boolean>): Expression<string> =>
  goFunction(
    'annotation',
    (object: { readonly Annotations: StringMap }, key: string, fallback: string | number | boolean) =>
      object.Annotations[key] ?? String(fallback),
  )(shared('ObjectMeta'), name, otherwise);

const annotations = shared('ObjectMeta.Annotations').as('annotations');
const labels = shared('ObjectMeta.Labels').as('labels');
const index = goFunction('index', (map: StringMap, key: string) => map[key] ?? '');

/** Value of an annotation, or empty. */
export const ownAnnotation = (name: AnnotationName) => index(annotations, name);

/** Value of a label, or empty. */
export const label = (name: LabelName) => index(labels, name);

/** Value of a label that a Gateway's infrastructure carries, or empty. */
export const infrastructureLabel = (name: LabelName) => index(gateway('InfrastructureLabels'), name);

/** Whether the pod has the annotation, be it empty. */
export const hasAnnotation = (name: AnnotationName) =>
  goFunction('isset', (map: StringMap, key: string) => key in map)(annotations, name);

export const not = goFunction('not', (value: unknown) => !isTrue(value));
export const and = goFunction('and', (...values: readonly unknown[]) => values.every(isTrue));
export const or = goFunction('or', (...values: readonly unknown[]) => values.some(isTrue));
export const is = goFunction('eq', (left: unknown, right: string) => shown(left) === right);
export const isNot = goFunction('ne', (left: unknown, right: string) => shown(left) !== right);

/** Whether `text` holds `part`. Istio's function takes the part first. */
export const holds = goFunction('contains', (part: string, text: string) => text.includes(part));
export const toLower = goFunction('toLower', (text: string) => text.toLowerCase());
export const isEmpty = goFunction('empty', (value: unknown) => !isTrue(value));
export const choose = <T>(test: Operand<boolean>, then: Operand<T>, otherwise: Operand<T>): Expression<T> =>
  goFunction('ternary', (yes: T, no: T, condition: boolean) => (condition ? yes : no))(then, otherwise, test);

/** The first of the values that is not empty. */
export const firstOf = (first: Expression<string>, ...others: readonly Operand<string>[]): Expression<string> =>
  new Expr(
    (context) => [first.go(context), ...others.map((other) => `default ${goOf(other, context)}`)].join(' | '),
    (scope) => [first, ...others].map((value) => operandIn(value, scope)).find((value) => value !== '') ?? '',
  );

/** `value` through one more function, written as a pipe. */
const pipe = <T, R>(value: Expression<T>, go: string, meaning: (value: T) => R): Expression<R> =>
  new Expr(
    (context) => `${value.go(context)} | ${go}`,
    (scope) => meaning(value.valueIn(scope)),
  );

/** What Kubernetes accepts as a label's value: at most 63 characters, not ending in punctuation. */
export const asLabelValue = (value: Expression<string>) =>
  pipe(value, 'trunc 63 | trimAll "-_."', (text) => text.slice(0, 63).replace(/^[-_.]+|[-_.]+$/g, ''));

export const withoutSuffix = (value: Expression<string>, suffix: string) =>
  pipe(value, `trimSuffix ${JSON.stringify(suffix)}`, (text) =>
    text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  );

/** A list as text, with `separator` between its items. */
export const joined = (list: Expression<readonly string[]>, separator: string) =>
  pipe(list, `join ${JSON.stringify(separator)}`, (items) => items.join(separator));

/** Text with values in it: text`http://${host}/`. */
export function text(parts: TemplateStringsArray, ...values: readonly Operand<unknown>[]): Expression<string> {
  const dynamic = values.filter((value) => value instanceof Expr);
  const verb = (value: Operand<unknown>) =>
    value instanceof Expr ? (value.form === 'text' ? '%s' : '%v') : escaped(String(value));
  const format = parts.map((part, i) => escaped(part) + (i < values.length ? verb(values[i]) : '')).join('');
  return new Expr(
    (context) => ['printf', JSON.stringify(format), ...dynamic.map((value) => goOf(value, context))].join(' '),
    (scope) => parts.map((part, i) => part + (i < values.length ? shown(operandIn(values[i], scope)) : '')).join(''),
  );
}
const escaped = (text: string): string => text.replaceAll('%', '%%');

/** The value as a number, as far as YAML is concerned. */
export const number = (value: Expression<string | number>): Expression<number> => value.written('bare', Number);

/** Adds `port` to a comma separated list unless it is there, empty or 0. Istio: pkg/kube/inject/template.go. */
export const withPort = goFunction('excludeInboundPort', (port: string, list: string): string => {
  const wanted = port.trim();
  const ports = list.split(',');
  if (wanted === '' || wanted === '0' || ports.includes(wanted)) return list;
  return [...ports.map((one) => one.trim()).filter((one) => one !== ''), wanted].join(',');
});

/** A list of items made by a loop ahead of the body: `ranges` are nested, `item` is read from the innermost. */
function gathered(
  name: string,
  ranges: readonly [Expression<readonly unknown[]>, ...string[]],
  item: { readonly go: string; readonly only?: string; readonly value: (item: unknown) => string | undefined },
): Expression<readonly string[]> {
  const [outer, ...inner] = ranges;
  const loops = [...inner.map((path) => `{{- range .${path} }}`)].join('');
  const step = `{{ $${name} = append $${name} ${item.go} }}`;
  return new Expr<readonly string[]>(
    (context) => {
      context.define(name, [...inner, item.go].join(), () => [
        `{{- $${name} := list }}`,
        `{{- range ${outer.go({ ...context, loops: 0 })} }}${loops}`,
        `{{- ${item.only === undefined ? step.slice(3) : `if ${item.only} }}${step}{{ end }}`}`,
        `{{- end }}${inner.map(() => '{{ end }}').join('')}`,
      ]);
      return `$${name}`;
    },
    (scope) =>
      inner
        .reduce<readonly unknown[]>(
          (items, path) => items.flatMap((one) => (one as Readonly<Record<string, readonly unknown[]>>)[path] ?? []),
          outer.valueIn(scope),
        )
        .flatMap((one) => item.value(one) ?? []),
    { atom: true },
  );
}

/** Names of the pod's containers without the proxy's. */
export const appContainers = gathered('apps', [pod('Spec.Containers')], {
  go: '.Name',
  only: 'ne .Name "istio-proxy"',
  value: (container) => {
    const { Name } = container as PodInput['Spec']['Containers'][number];
    return Name === 'istio-proxy' ? undefined : Name;
  },
});

/** The pod's ports as Kubernetes' Go struct prints them. */
export const podPorts = gathered('ports', [pod('Spec.Containers'), 'Ports'], {
  go: '(structToJSON .)',
  value: (port) => {
    const { name, hostPort, containerPort, protocol, hostIP } = port as Port;
    return JSON.stringify({ name, hostPort, containerPort, protocol, hostIP });
  },
});

/** One map of text, later maps winning, as JSON. */
const toJsonMap = goFunction(
  'toJsonMap',
  (...maps: readonly StringMap[]): StringMap => Object.assign({}, ...maps),
  'json',
);
const strdict = goFunction(
  'strdict',
  (...words: readonly string[]): StringMap =>
    Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? '']] : []))),
);

const mergeMaps = goFunction('mergeMaps', (...maps: readonly StringMap[]): StringMap => Object.assign({}, ...maps));
const dictOf = goFunction('dict', (...words: readonly unknown[]): object =>
  Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[String(word), words[i + 1]]] : []))),
);

type Pairs = Readonly<Record<string, Operand<string>>>;

/** A map of text from pairs, to be handed on. */
const textDict = (pairs: Pairs): Expression<StringMap> => strdict(...Object.entries(pairs).flat());

/** A map of text from pairs and maps that are known only when istiod runs the template; later ones win. */
export const textMap = (...maps: readonly (Expression<StringMap> | Pairs)[]) =>
  toJsonMap(...maps.map((map) => (map instanceof Expr ? map : textDict(map))));

export const mergedText = (...maps: readonly (Expression<StringMap> | Pairs)[]): Expression<StringMap> =>
  mergeMaps(...maps.map((map) => (map instanceof Expr ? map : textDict(map))));

/** A map of any values, as Go's templates make one. */
export const dict = (entries: Readonly<Record<string, Operand<unknown>>>): Expression<object> =>
  dictOf(...Object.entries(entries).flat());
export const list = goFunction('list', (...items: readonly unknown[]) => items);
/** One map over another. */
export const over = goFunction('merge', (top: object, below: object): object => ({ ...below, ...top }));
export const asJson = <T extends object>(value: Expression<object>): Expression<T> =>
  goFunction('toJson', (object: object) => object as T, 'json')(value);

/** A map of one pair whose key is known only when istiod runs the template. */
export const pairOf = (key: Expression<string>, value: Expression<string>) => toJsonMap(strdict(key, value));

/** A map without some of its keys. */
export const without = goFunction(
  'omit',
  (map: StringMap, ...keys: readonly string[]): StringMap =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key))),
);
