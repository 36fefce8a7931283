import { blockOf } from '../../kit/json';
import { remembered } from '../../kit/once-per-object';
import type { Problem } from '../../kit/problems';
import { type CollectOptions, collect, opened } from '../../model/collect';
import type { Mesh } from '../../model/mesh';
import type { Note } from '../../model/notes';
import { identity, type WrittenObject } from '../../model/object';
import { CHECKS } from '../../problems/objects/checks';
import { schemaProblems } from '../../schema/crd';
import { OBJECT_RULES, RELATIONS } from '..';
import { kubernetesProblems } from '../kubernetes';
import type { Finding, Rule, Severity } from '../rule';
import { unwaived } from './waivers';

/** A finding, and how much it counts. */
export interface Judged extends Finding {
  readonly severity: Severity;
}

const error = (place: string, problem: Problem): Judged => ({ place, problem, severity: 'error' });

const asked = (rules: readonly Rule[], mesh: Mesh, tell: Tell): readonly Judged[] =>
  rules.flatMap(({ find, name, severity }, i) => {
    tell(name, i, rules.length);
    return find(mesh).map((one) => ({ severity, ...one }));
  });

/** What an object lacks to be one. */
const lacks = ({ object }: WrittenObject, mayBeGenerated: boolean): string | undefined => {
  const { apiVersion, kind, metadata } = blockOf(object);
  const { name, generateName } = blockOf(metadata);
  // Of a file, kubectl create has the server make a name of its beginning; what is applied again and again needs a name.
  const parts = { apiVersion, kind, 'metadata.name': name ?? (mayBeGenerated ? generateName : undefined) };
  return Object.entries(parts).find(([, value]) => typeof value !== 'string' || value === '')?.[0];
};

/** Equal objects of a fleet's clusters are one. */
const schemaOf = remembered((object: WrittenObject['object']) => schemaProblems(object));
const kubernetesOf = remembered((object: WrittenObject['object']) => kubernetesProblems(object));

/** The value that a message is about, as messages write values. */
const valueIn = ({ fact }: Problem): string | undefined => / (?:is|has the value) ("[^"]*"|-?[\d.]+)/.exec(fact)?.[1];

/** What constructs have not said already in words of their own: one mistake is one line. */
function unsaid({ said }: WrittenObject, form: readonly Problem[], further: readonly Problem[]): readonly Problem[] {
  if (said === undefined) return [...form, ...further];
  const { ofMakers, ofMesh } = said();
  return [...form, ...(ofMakers.length > 0 ? [] : further)].filter((problem) => {
    const value = valueIn(problem);
    return (
      value === undefined || !ofMesh.some((line) => [' ', ',', ';'].some((end) => line.includes(` ${value}${end}`)))
    );
  });
}

/** What the API server would say of each object by itself; those that have not even the form of their kind are asked nothing else. */
function refusals(objects: readonly WrittenObject[], tell: Tell) {
  const malformed = new Set<WrittenObject>();
  const mistakes = new Set<string>();
  const refused = objects.flatMap((one, i) => {
    tell('objects', i, objects.length);
    const form = schemaOf(one.object);
    if (form.length > 0) malformed.add(one);
    const further = form.length > 0 ? [] : kubernetesOf(one.object);
    return [...form, ...further].length === 0
      ? []
      : unsaid(one, form, further).flatMap((problem) => {
          const mistake = `${one.maker ?? one.place} ${problem.code} ${problem.fact.replace(/^\S*(?=metadata\.)/, '')}`;
          if (mistakes.has(mistake)) return [];
          mistakes.add(mistake);
          return [error(one.place, problem)];
        });
  });
  return { malformed, refused };
}

/** Objects that a later one of their name replaces: how they relate to others, and to that, is not asked, for MESH003 says it all. */
function replacedOf(objects: readonly WrittenObject[]): ReadonlySet<WrittenObject> {
  const last = new Map<string, WrittenObject>();
  const replaced = new Set<WrittenObject>();
  for (const one of objects) {
    if (one.object.metadata?.name === undefined) continue;
    const key = identity(one.object);
    const before = last.get(key);
    if (before !== undefined) replaced.add(before);
    last.set(key, one);
  }
  return replaced;
}

/** Objects of which no rule of one object finds anything, by what else these rules read: notes of control planes. */
export type Passed = Map<string, WeakSet<object>>;

/** What the rules of one object find in a mesh; of its objects, those that `passed` in another of a synth are not looked at again. */
function ofEach(
  mesh: Mesh,
  objects: readonly WrittenObject[],
  notes: readonly Note[],
  options: CollectOptions,
  passed: Passed,
  tell: Tell,
) {
  const key = JSON.stringify(notes.flatMap(({ kind, spec }) => (kind === 'ControlPlane' ? [spec] : [])));
  const known = passed.get(key) ?? new WeakSet();
  passed.set(key, known);
  const fresh = objects.filter(({ object, elsewhere = false }) => elsewhere || !known.has(object));
  const found = asked(OBJECT_RULES, fresh.length === objects.length ? mesh : collect(fresh, notes, options), tell);
  const places = new Set(found.flatMap(({ place, other = place }) => [place, other]));
  const isSilent = ({ place, elsewhere = false }: WrittenObject) => !elsewhere && !places.has(place);
  for (const one of fresh) if (options.sound?.(one) && isSilent(one)) known.add(one.object);
  return found;
}

/** Is told what is judged now, how much of it is done, and of how much. */
type Tell = (what: string, done: number, total: number) => void;

export interface JudgeOptions {
  /** A warning is an error. @default false */
  readonly strict?: boolean;
  /** There are no other objects: what these name and nobody wrote is missing. @default false */
  readonly isWhole?: boolean;
  /** What else must be true of this mesh. @default - nothing */
  readonly rules?: readonly Rule[];
  /** Of a synth's earlier meshes; it grows. @default - none */
  readonly passed?: Passed;
  /** @default - nobody is told */
  readonly tell?: Tell;
}

/**
 * Everything that is wrong with the objects of one mesh, whoever wrote them: what their schemas say of each (IST0106), what the rules
 * of one object say of those that are left, and how those relate.
 */
export function judge(
  written: readonly WrittenObject[],
  notes: readonly Note[] = [],
  { strict = false, isWhole = false, rules = [], passed = new Map(), tell = () => undefined }: JudgeOptions = {},
): readonly Judged[] {
  const all = written.flatMap(opened).map((one) => ({ one, missing: lacks(one, isWhole) }));
  const objects = all.filter(({ missing }) => missing === undefined).map(({ one }) => one);
  const { malformed, refused } = refusals(objects, tell);
  const grammar = [
    ...all.flatMap(({ one: { place }, missing }) =>
      missing === undefined ? [] : [error(place, CHECKS.noObject(missing))],
    ),
    ...refused,
  ];
  const replaced = replacedOf(objects);
  const options = { sound: (one: WrittenObject) => !malformed.has(one) && !replaced.has(one), isWhole };
  const mesh = collect(objects, notes, options);
  const { left, wrong } = unwaived(mesh, [
    ...ofEach(mesh, objects, notes, options, passed, tell),
    ...asked([...RELATIONS, ...rules], mesh, tell),
  ]);
  const found = [...grammar, ...left, ...wrong.map((one) => ({ severity: 'error' as const, ...one }))];
  return strict ? found.map((one) => (one.severity === 'warning' ? { ...one, severity: 'error' } : one)) : found;
}
