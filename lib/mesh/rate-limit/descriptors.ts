import type { StringMap } from '../../kit/formats/labels';
import { istioMatch, type StringMatch } from '../route/match';

/** Part of a descriptor: what a request is counted by. A request without it is not counted. */
export type CountedBy =
  /** By each value of a header; `:path` and `:method` are headers, too. */
  | { readonly by: 'header'; readonly header: string; readonly key: string }
  /** By each client's address. */
  | { readonly by: 'address' }
  /** Together, whatever the request. */
  | { readonly by: 'constant'; readonly value: string; readonly key?: string }
  /** Together, if a header looks like this. */
  | {
      readonly by: 'match';
      readonly header: string;
      readonly match: StringMatch;
      readonly value: string;
      readonly key?: string;
    };

/** Entries that make up one counter: all must hold. */
export type Descriptor = readonly CountedBy[];

export const byHeader = (header: string, key: string): CountedBy => ({ by: 'header', header, key });
/** By each path, with its query. */
export const byPath: CountedBy = byHeader(':path', 'PATH');
export const byAddress: CountedBy = { by: 'address' };
export const together = (value: string): CountedBy => ({ by: 'constant', value });
export const byMatch = (header: string, match: StringMatch, value: string): CountedBy => ({
  by: 'match',
  header,
  match,
  value,
});

/** The key under which a limit names the entry. Source: Envoy's config.route.v3.RateLimit.Action. */
export function keyOf(entry: CountedBy): string {
  if (entry.by === 'header') return entry.key;
  if (entry.by === 'address') return 'remote_address';
  return entry.key ?? (entry.by === 'constant' ? 'generic_key' : 'header_match');
}

/** The value of an entry: what it always has, or what a quota says for its key; none where each request brings its own. */
export function fixedValue(entry: CountedBy, values: StringMap = {}): string | undefined {
  if ('value' in entry) return entry.value;
  const key = keyOf(entry);
  // A key may be called as what every object of JavaScript has, such as "constructor".
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** Path templates and plain values, as Envoy's StringMatcher has them. */
function stringMatch(match: StringMatch) {
  const { regex, ...plain } = istioMatch(match);
  return regex === undefined ? plain : { safe_regex: { regex } };
}

/** The entry as Envoy's action. */
export function action(entry: CountedBy) {
  if (entry.by === 'header') return { request_headers: { header_name: entry.header, descriptor_key: entry.key } };
  if (entry.by === 'address') return { remote_address: {} };
  const key = entry.key === undefined ? {} : { descriptor_key: entry.key };
  if (entry.by === 'constant') return { generic_key: { ...key, descriptor_value: entry.value } };
  return {
    header_value_match: {
      ...key,
      descriptor_value: entry.value,
      headers: [{ name: entry.header, string_match: stringMatch(entry.match) }],
    },
  };
}

/** Envoy's `rate_limits`: for each descriptor, the actions that make it. */
export const rateLimits = (descriptors: readonly Descriptor[]) =>
  descriptors.map((descriptor) => ({ actions: descriptor.map(action) }));
