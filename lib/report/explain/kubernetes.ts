import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../../model/object';
import { packageRoot } from '../assets';
import type { Path } from './props';

/** Kubernetes' own words, as the types of its objects bring them: nothing of them is kept here. */
interface Declared {
  readonly fields: ReadonlyMap<string, { readonly type: string; readonly said: string }>;
  /** Files of the types that it names, by their names. */
  readonly files: ReadonlyMap<string, string>;
}

const prose = (comment: string): string => comment.replaceAll(/^\s*\* ?/gm, '').trim();

/** The first interface of a file of declarations. */
function declaredIn(file: string): Declared {
  const text = readFileSync(file, 'utf8');
  const from = createRequire(file);
  const imports = [...text.matchAll(/^import \{ (\w+) \} from "([^"]+)";/gm)].map(([, name = '', path = '']) => {
    const found = path.startsWith('.') ? join(dirname(file), path) : from.resolve(path).replace(/\.[cm]?js$/, '');
    return [name, `${found}.d.ts`] as const;
  });
  const start = text.indexOf('export interface ');
  const body = text.slice(start, text.indexOf('\n}', start));
  const fields = [...body.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {4}"([^"]+)"\??: ([^\n]*)$/gm)].map(
    ([, said = '', name = '', type = '']) => [name, { type, said: prose(said) }] as const,
  );
  return { fields: new Map(fields), files: new Map(imports) };
}

/** Where the types of Kubernetes' objects lie. */
const typesOf = ({ apiVersion, kind }: KubeObject): string => {
  const from = createRequire(join(packageRoot(), 'package.json'));
  return join(dirname(from.resolve('kubernetes-models')), ...apiVersion.split('/'), `${kind}.d.ts`);
};

/** What Kubernetes says of a field of its own kinds: of the deepest part of its path that it speaks of. */
export function kubernetesProse(object: KubeObject, path: Path): string | undefined {
  const first = typesOf(object);
  let declared = existsSync(first) ? declaredIn(first) : undefined;
  let found: string | undefined;
  for (const step of path) {
    if (typeof step === 'number') continue; // a place in a list, whose type is that of its items
    const field = declared?.fields.get(step);
    if (field === undefined) break;
    if (field.said !== '') found = field.said;
    const [name = ''] = /\bI\w+/.exec(field.type) ?? [];
    const next = declared?.files.get(name);
    declared = next !== undefined && existsSync(next) ? declaredIn(next) : undefined;
  }
  return found;
}
