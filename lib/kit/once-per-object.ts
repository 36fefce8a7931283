import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Block, isSame } from './json';

/** The same function, which asks `make` once for each object: what many environments share is made once. `make` must be pure. */
export function remembered<A extends object, R extends object | string | undefined>(make: (of: A) => R): (of: A) => R {
  const known = new WeakMap<A, R>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined || known.has(of)) return before as R;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}

/** The same of a function of two objects. */
export function rememberedOf<A extends object, B extends object, R extends object | string>(
  make: (of: A, and: B) => R,
): (of: A, and: B) => R {
  const known = remembered((_of: A) => new WeakMap<B, R>());
  return (of, and) => {
    const own = known(of);
    const before = own.get(and);
    if (before !== undefined) return before;
    const made = make(of, and);
    own.set(and, made);
    return made;
  };
}

const SYNTH = 'cdk8s-istio/synth';

/** Makes an app's tree one of several of a synth, which may share what is equal in them. */
export const inSynth = (app: IConstruct, synth: object): void => app.node.setContext(SYNTH, synth);

/** Something that a synth has once, for all its trees; a tree that is of none has its own. It goes when the synth does. */
export function oncePerSynth<R extends object>(make: () => R): (asking: IConstruct) => R {
  const of = remembered((_synth: object) => make());
  return ({ node }) => of(node.tryGetContext(SYNTH) ?? node.root);
}

/** An object that knows, without making its JSON, whether some JSON is that. */
export interface Comparable {
  isWrittenAs(json: Block): boolean;
}
/** Whether it does, and nobody changed how it is written. */
const isComparable = (object: ApiObject): object is ApiObject & Comparable =>
  'isWrittenAs' in object && !Object.hasOwn(object, 'toJson');

/** The JSON of objects, by what tells them apart: of one that equals an earlier one it is the same, so that what is asked of it is asked once. */
export class Made {
  private readonly known = new Map<string, Block>();

  of(object: ApiObject): Block {
    const { apiVersion, kind, name, metadata } = object;
    const key = [apiVersion, kind, metadata.namespace, name].join(' ');
    const before = this.known.get(key);
    if (before !== undefined && isComparable(object) && object.isWrittenAs(before)) return before;
    const json: Block = object.toJson();
    if (before !== undefined && isSame(before, json)) return before;
    this.known.set(key, json);
    return json;
  }
}
