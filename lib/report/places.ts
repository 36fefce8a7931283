import type { StringMap } from '../kit/formats/labels';
import { grouped } from '../kit/grouped';
import { textsOf } from '../kit/json';
import type { KubeObject } from '../model/object';
import type { Place, Reported } from './types';

/** What sentences call an object: `AuthorizationPolicy bookinfo/reviews`, `Namespace bookinfo`. */
export const keyOf = ({ kind, metadata = {} }: Pick<KubeObject, 'kind' | 'metadata'>): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name ?? ''}`;

const bare = (text = ''): string => text.replace(/^(['"])(.*)\1$/, '$2');

/** The object that a document as we print it begins with. */
function keyIn(lines: readonly string[]): string | undefined {
  const kind = lines.find((line) => line.startsWith('kind: '))?.slice(6);
  const start = lines.indexOf('metadata:');
  if (kind === undefined || start < 0) return undefined;
  const end = lines.findIndex((line, i) => i > start && !line.startsWith(' '));
  const fields = lines.slice(start + 1, end < 0 ? undefined : end);
  const field = (name: string) => fields.find((line) => line.startsWith(`  ${name}: `))?.slice(name.length + 4);
  const namespace = field('namespace');
  return keyOf({
    kind: bare(kind),
    metadata: { name: bare(field('name')), ...(namespace && { namespace: bare(namespace) }) },
  });
}

/** Objects of a file, each with the line of its first field and the one after its last. */
export function objectsAt(
  text: string,
): readonly { readonly key: string; readonly line: number; readonly end: number }[] {
  const lines = text.split('\n');
  const starts = [0, ...lines.flatMap((line, i) => (line === '---' ? [i + 1] : [])), lines.length + 1];
  return starts.slice(0, -1).flatMap((start, i) => {
    const end = (starts[i + 1] ?? lines.length) - 1;
    const own = lines.slice(start, end);
    const key = keyIn(own);
    const comments = own.findIndex((line) => !line.startsWith('#'));
    return key === undefined ? [] : [{ key, line: start + Math.max(comments, 0) + 1, end: end + 1 }];
  });
}

/** Where each object lies, by its key. */
export function placesOf({ objects, files, sources }: Reported): Readonly<Record<string, Place>> {
  const found = [...files].flatMap(([file, text]) => objectsAt(text).map((one) => ({ ...one, file })));
  const written = grouped(found, ({ key }) => key);
  return Object.fromEntries(
    objects.map(({ place, object }) => {
      const [at] = written.get(keyOf(object)) ?? [];
      const source = sources?.get(place);
      const where = { file: at?.file ?? '', line: at?.line ?? 0, construct: place };
      return [keyOf(object), source === undefined ? where : { ...where, source }];
    }),
  );
}

/** Objects that a sentence names: `AuthorizationPolicy a/b rules[0]`, `the AuthorizationPolicies a/b, a/c`. */
export function namedIn(sentence: string): readonly string[] {
  const names = /\b([A-Z][A-Za-z]+?)(ies|y|s)? ((?:[a-z0-9.-]+\/[a-z0-9.-]+(?:, )?)+)/g;
  return [...sentence.matchAll(names)].flatMap(([, stem = '', ending = '', all = '']) => {
    const kind = ending === 'ies' || ending === 'y' ? `${stem}y` : stem;
    return all
      .split(', ')
      .filter((one) => one !== '')
      .map((one) => `${kind} ${one.replace(/[.,;]$/, '')}`);
  });
}

/** Annotations of an object. */
export const annotationsOf = ({ metadata }: KubeObject): StringMap => textsOf(metadata?.annotations);
