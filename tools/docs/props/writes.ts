import { ApiObject } from 'cdk8s';
import { transformSync } from 'esbuild';
import * as library from '../../../lib';
import { isBlock } from '../../../lib/kit/json';
import { identity, type KubeObject } from '../../../lib/model/object';
import type { Member } from '../../../lib/report/explain/docs';
import { propsOf, takenBy } from '../../../lib/report/explain/takes';
import { exampleMesh } from '../constructs';
import { exampleOf } from '../examples';
import { isHandle, samplesOf } from './samples';

type Props = Readonly<Record<string, unknown>>;
type Change = (props: Props) => Props;

/** The class, whose props are changed on the way. */
const changing = (made: object, change: Change): unknown =>
  new Proxy(made, {
    construct: (target, args, self) =>
      Reflect.construct(target as new () => object, [args[0], args[1], change(args[2] ?? {})], self),
    get: (target, key) => {
      const found = Reflect.get(target, key);
      // A function that makes one takes its props last.
      return typeof found === 'function' && key !== 'prototype' && key !== 'isConstruct'
        ? (...args: unknown[]) =>
            Reflect.apply(
              found,
              target,
              isBlock(args.at(-1)) ? [...args.slice(0, -1), change(args.at(-1) as Props)] : args,
            )
        : found;
    },
  });

/** So many values are tried. */
const TRIES = 5;

type Objects = ReadonlyMap<string, KubeObject>;

/** Runs a construct's example with its props changed; gives the objects of the mesh by what they are called. */
function exampleRun(construct: string): (change: Change) => Objects {
  const { code } = transformSync(exampleOf(construct).join('\n'), { loader: 'ts' });
  return (change) => {
    const mesh = exampleMesh();
    const names = { ...library, [construct]: changing(Reflect.get(library, construct), change), ...mesh };
    new Function(...Object.keys(names), code)(...Object.values(names));
    // As constructs make them: nobody needs to judge them here.
    const all = mesh.app.node
      .findAll()
      .flatMap((one) => (ApiObject.isApiObject(one) ? [one.toJson() as KubeObject] : []));
    return new Map(all.map((one) => [identity(one), one]));
  };
}

/** Paths, without places in lists, at which two values differ. */
function differing(before: unknown, after: unknown, path: string): readonly string[] {
  if (Array.isArray(before) && Array.isArray(after))
    return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i).flatMap((i) =>
      differing(before[i], after[i], `${path}[]`),
    );
  if (isBlock(before) && isBlock(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differing(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [only] = [before, after].filter((one) => one !== undefined);
  // What came or went whole is named as far as it says one thing.
  if ((before === undefined || after === undefined) && isBlock(only) && Object.keys(only).length === 1)
    return Object.entries(only).flatMap(([key, value]) => differing(undefined, value, `${path}.${key}`));
  return [path];
}

/** Every path, with its kind, at which two runs differ. */
function differences(before: Objects, after: Objects): readonly string[] {
  const same = [...before].flatMap(([key, was]) => {
    const is = after.get(key);
    return is === undefined ? [] : differing(was, is, '').map((path) => `${was.kind} ${path}`);
  });
  return [...new Set([...same, ...moved(before, after)])];
}

/** Objects that came or went; one that only got another name is the same. */
function moved(before: Objects, after: Objects): readonly string[] {
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, one]) => one);
  const come = [...after].filter(([key]) => !before.has(key)).map(([, one]) => one);
  return come.flatMap((one) => {
    const old = gone.find(({ kind }) => kind === one.kind);
    return old === undefined ? [one.kind] : differing(old, one, '').map((path) => `${one.kind} ${path}`);
  });
}

/** A prop, and what it is called in what is written. */
export interface Written extends Member {
  readonly name: string;
  /** `VirtualService spec.hosts`, or `Deployment` where it brings one; none where the example does not show it. */
  readonly writes: readonly string[];
  /** Of the block, or of the blocks, that it takes: the type, and its own props. */
  readonly inner?: { readonly type: string; readonly props: readonly Written[] };
}

/** The props of a block of a type with its own name, or of a list of them. */
function innerOf(text: string): { readonly type: string; readonly props: ReadonlyMap<string, Member> } | undefined {
  const [, type] = /^(?:readonly )?([A-Z]\w+)(?:\[\])?$/.exec(text.trim()) ?? [];
  const props = type === undefined || isHandle(type) ? new Map<string, Member>() : propsOf(type);
  return type === undefined || props.size === 0 ? undefined : { type, props };
}

/** What the props of a construct are called in what is written: found by setting each otherwise in the example. */
export function writtenBy(construct: string): readonly Written[] {
  const taken = takenBy(construct);
  if (taken === undefined) return [];
  const run = exampleRun(construct);
  const tried = (before: Objects, change: Change): readonly string[] => {
    try {
      return differences(before, run(change));
    } catch {
      return []; // not every value fits every example
    }
  };
  const mesh = exampleMesh();
  const of = (
    props: ReadonlyMap<string, Member>,
    put: (change: Change) => Change,
    depth: number,
  ): readonly Written[] => {
    const before = run(put((own) => own));
    return [...props].map(([name, member]) => {
      const samples = samplesOf(name, member.type, mesh)
        .slice(0, TRIES)
        // The one that is there may be the first.
        .flatMap((value) => [
          value,
          ...(typeof value === 'string' ? [`other-${value}`] : Array.isArray(value) ? [[]] : []),
        ]);
      const others = samples.map(
        (value): Change =>
          (own) => ({ ...own, [name]: value }),
      );
      const without: Change = ({ [name]: _, ...own }) => own;
      const writes =
        [...others, without].map((change) => tried(before, put(change))).find((one) => one.length > 0) ?? [];
      const inner = depth === 0 ? innerOf(member.type) : undefined;
      if (inner === undefined) return { ...member, name, writes };
      try {
        const made = of(inner.props, inside(put, name, samples[0]), depth + 1);
        return made.some((one) => one.writes.length > 0)
          ? { ...member, name, writes, inner: { type: inner.type, props: made } }
          : { ...member, name, writes };
      } catch {
        return { ...member, name, writes }; // the block that is made up fits nothing
      }
    });
  };
  return of(taken.props, (change) => change, 0);
}

/** Where a block changes that a prop takes, or the first of several: that of the example, or one that is made up. */
const inside =
  (put: (change: Change) => Change, name: string, made: unknown) =>
  (change: Change): Change =>
    put((own) => {
      const value = own[name] ?? made;
      const first = Array.isArray(value) ? value[0] : value;
      if (!isBlock(first)) return own;
      return { ...own, [name]: Array.isArray(value) ? [change(first), ...value.slice(1)] : change(first) };
    });
