import { declared, type Member, membersOf, texts } from './docs';

/** Answers of a question about the sources, which stay as they are. */
function kept<T>(ask: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, ask(name));
    return known.get(name) as T;
  };
}

/** The text of the file that declares a class, and the class from its beginning. */
function classIn(name: string): { readonly file: string; readonly body: string } | undefined {
  for (const file of texts()) {
    const start = file.search(new RegExp(`export (?:declare )?(?:abstract )?class ${name}\\b`));
    if (start >= 0) return { file, body: file.slice(start, file.indexOf('\n}', start)) };
  }
  return undefined;
}

/** The props of an interface with those that it inherits, in the order in which they are declared. */
export const propsOf = kept((name: string) => declaredProps(name, []));

/** `near`: texts that are looked at first. */
function declaredProps(name: string, near: readonly string[]): ReadonlyMap<string, Member> {
  const found = declared([...near, ...texts()], name);
  if (found === undefined) return new Map();
  return new Map([...membersOf(found.body), ...found.bases.flatMap((base) => [...declaredProps(base, near)])]);
}

/** The values of a closed set, whose type is made of a list of them; nothing for another type. */
export const choicesOf = kept((name: string): readonly string[] | undefined => {
  for (const text of texts()) {
    const [, list] = new RegExp(`export type ${name} = \\(typeof (\\w+)\\)\\[number\\]`).exec(text) ?? [];
    const [, body] =
      list === undefined ? [] : (new RegExp(`export const ${list} = \\[([^\\]]*)\\] as const`).exec(text) ?? []);
    if (body !== undefined) return [...body.matchAll(/'([^']*)'/g)].map(([, one = '']) => one);
  }
  return undefined;
});

/** What a class, or a function of it that makes one, takes: the name of that type, and its props. */
export function takenBy(
  name: string,
): { readonly type: string; readonly props: ReadonlyMap<string, Member> } | undefined {
  const found = classIn(name);
  if (found === undefined) return undefined;
  const [, type] = /(?:constructor|static \w+)\([^)]*?:\s*(\w+Props)(?: = \{\})?,?\s*\)/.exec(found.body) ?? [];
  return type === undefined ? undefined : { type, props: declaredProps(type, [found.file]) };
}
