import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Minor } from '../lib/istio/versions';

/** Files of listed differences: what is installed; the samples that no environment of dist/ holds; other settings than those of dist/; what one minor alone differs in. */
const LISTS = ['', '-samples', '-official'];
/** What a minor may differ in, line by line: `object | field | reason`. */
export const known = (minor: Minor): string =>
  [...LISTS, `-${minor}`]
    .map((list) => join(__dirname, `differences${list}.txt`))
    .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    .join('');

/** What is known of objects that others name: as of those of dist/ whose name theirs begins with, or of the ingress gateway. */
export function knownAs(lines: string, manifests: string): string {
  const named = [...manifests.matchAll(/^kind: (\w+)\n(?:.*\n)*? {2}name: (.+)$/gm)].map(
    ([, kind, name]) => `${kind}/${name}`,
  );
  const of = new Map<string, string[]>();
  for (const line of lines.split('\n')) {
    const [object = '', ...rest] = line.split(' | ');
    if (rest.length > 0) of.set(object, [...(of.get(object) ?? []), rest.join(' | ')]);
  }
  const likeness = (object: string): string | undefined =>
    [...of.keys()]
      .filter((one) => object.startsWith(`${one.replace(/-istio-system$/, '')}-`))
      .sort((a, b) => b.length - a.length)[0] ??
    (object.startsWith('Deployment/') ? 'Deployment/istio-ingressgateway' : undefined);
  const more = named
    .filter((object) => !of.has(object))
    .flatMap((object) => (of.get(likeness(object) ?? '') ?? []).map((rest) => `${object} | ${rest}`));
  return [lines, ...more].join('\n');
}
