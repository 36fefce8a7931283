import type { StringMap } from '../../kit/formats/labels';

/** How Envoy reads a request before it looks at routes, as istiod sets it up. */

/** Letters that need no escape; Envoy undoes the escape of these alone. */
const PLAIN = /^[A-Za-z0-9\-._~]$/;

/** The path as routes and policies see it: `.` and `..` resolved, needless escapes undone, slashes left as they are. Source: Envoy's normalize_path, which istiod sets. */
export function normalized(path: string): string {
  const read = path.replaceAll('\\', '/').replace(/%([0-9A-Fa-f]{2})/g, (escaped, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16));
    return PLAIN.test(letter) ? letter : escaped;
  });
  const kept: string[] = [];
  const segments = read.split('/').slice(1);
  for (const [i, segment] of segments.entries()) {
    if (segment !== '.' && segment !== '..') kept.push(segment);
    if (segment === '..') kept.pop();
    // What ends with a dot segment ends with a slash.
    if (segment.startsWith('.') && /^\.{1,2}$/.test(segment) && i === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** Path and query of a request's target; a fragment is cut off. */
export function split(target: string): { readonly path: string; readonly search: string } {
  const [whole = ''] = target.split('#');
  const at = whole.indexOf('?');
  return at < 0 ? { path: whole, search: '' } : { path: whole.slice(0, at), search: whole.slice(at) };
}

/** The query's parameters as they are written, nothing decoded; of several values of one name the first. */
export function parameters(search: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of search.replace(/^\?/, '').split('&')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    if (name !== '' && !found.has(name)) found.set(name, value);
  }
  return found;
}

/** A Host header without its port, in lower case: what hosts of routes are compared with. */
export const bareHost = (authority: string): string => authority.replace(/:\d+$/, '').toLowerCase();

/** What a browser asks before it asks across origins: CORS may be answered in the service's place, and needs no token. */
export const isPreflight = (method: string, headers: StringMap): boolean =>
  method === 'OPTIONS' && !!headers['origin'] && !!headers['access-control-request-method'];
