import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../assets';
import type { Path } from './props';

/** Words of a documentation comment. */
const prose = (comment: string): string =>
  comment
    .replaceAll(/^\s*\/\*\*|\*\/\s*$/g, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

let read: readonly string[] | undefined;

/** Texts of the library's types: its sources in the project itself, its declarations where it is installed. */
export function texts(): readonly string[] {
  read ??= textsIn(packageRoot());
  return read;
}

function textsIn(root: string): readonly string[] {
  const folder = [join(root, 'lib', 'istio')].some(existsSync) ? join(root, 'lib') : join(root, 'build', 'lib');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** A prop of an interface, as it is declared. */
export interface Member {
  readonly type: string;
  readonly doc: string;
  readonly isOptional: boolean;
}

/** Members of a block of types; what is nested in them is part of their type. */
export function membersOf(body: string): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const member = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?(?:readonly )(?:'([^']+)'|(\w+))(\??): /y;
  let at = 0;
  while (at < body.length) {
    member.lastIndex = at;
    const found = member.exec(body);
    if (found === null) {
      at++;
      continue;
    }
    const [all, comment = '', quoted, plain, optional = ''] = found;
    let [end, depth] = [at + all.length, 0];
    for (; end < body.length && !(depth === 0 && body[end] === ';'); end++)
      depth += '{[(<'.includes(body[end] ?? ' ')
        ? 1
        : '}])'.includes(body[end] ?? ' ') || (body[end] === '>' && body[end - 1] !== '=')
          ? -1
          : 0;
    members.set(quoted ?? plain ?? '', {
      type: body.slice(at + all.length, end),
      doc: prose(comment),
      isOptional: optional !== '',
    });
    at = end + 1;
  }
  return members;
}

/** The body of a declared interface, and what it extends. */
export function declared(
  all: readonly string[],
  name: string,
): { readonly body: string; readonly bases: readonly string[] } | undefined {
  for (const text of all) {
    const found = new RegExp(
      `export (?:declare )?interface ${name}(?: extends ([^{]+))? \\{\\n([\\s\\S]*?)\\n\\}`,
    ).exec(text);
    if (found !== null)
      return {
        body: found[2] ?? '',
        bases: (found[1] ?? '')
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      };
  }
  return undefined;
}

function memberOf(all: readonly string[], type: string, step: string): Member | undefined {
  const inline = /\{([\s\S]*)\}/.exec(type)?.[1];
  const direct = inline === undefined ? undefined : membersOf(inline).get(step);
  if (direct !== undefined) return direct;
  for (const [name] of type.matchAll(/\b[A-Z]\w+\b/g)) {
    if (['Readonly', 'Record', 'Partial', 'ReadonlyArray'].includes(name)) continue;
    const found = declared(all, name);
    if (found === undefined) continue;
    const own = membersOf(found.body).get(step);
    if (own !== undefined) return own;
    for (const base of found.bases) {
      const inherited = memberOf(all, base, step);
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}

/** What is said of a type by its name. */
function typeDoc(all: readonly string[], type: string): string {
  const name = /^[A-Z]\w+$/.exec(type.trim())?.[0];
  const found =
    name === undefined
      ? null
      : all
          .map((text) =>
            new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\s*export (?:declare )?(?:interface|type) ${name}\\b`).exec(
              text,
            ),
          )
          .find((one) => one !== null);
  return prose(found?.[1] ?? '');
}

/** The documentation of a prop of an environment, or of the deepest part of its path that has some. */
export function propDoc(path: Path): string | undefined {
  const all = texts();
  let type = 'Environment';
  let doc: string | undefined;
  let depth = 0;
  for (const [i, step] of path.entries()) {
    const found = typeof step === 'number' ? undefined : memberOf(all, type, step);
    // A name of one's own in a record, or a place in a list.
    if (found === undefined) continue;
    type = found.type;
    const said = found.doc || typeDoc(all, type);
    if (said === '') continue;
    doc = said;
    depth = i;
  }
  // What a block is for says nothing of a field deep in it.
  return depth >= path.length - 2 ? doc : undefined;
}

/** The documentation of a class of the library. */
export function classDoc(name: string): string | undefined {
  for (const text of texts()) {
    const found = new RegExp(
      `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\s*export (?:declare )?(?:abstract )?class ${name}\\b`,
    ).exec(text);
    if (found !== null) return prose(found[1] ?? '');
  }
  return undefined;
}
