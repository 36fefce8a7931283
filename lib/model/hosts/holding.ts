import { hostOfKey } from './names';

export const isWild = (host: string): boolean => host.startsWith('*');

/** A host holds another: `*.example.com` and `*ample.com` hold `a.example.com`. Source: istio pkg/config/host, SubsetOf. */
export const hostHolds = (wide: string, narrow: string): boolean =>
  wide === narrow || (isWild(wide) && narrow.endsWith(wide.slice(1)));

/** Two hosts have names in common. Source: istio pkg/config/host, Matches. */
export const hostsMeet = (a: string, b: string): boolean => hostHolds(a, b) || hostHolds(b, a);

/** The names that two lists have in common: of each two hosts that meet the narrower. */
export const commonHosts = (all: readonly string[], others: readonly string[]): readonly string[] =>
  all.flatMap((a) => others.flatMap((b) => (hostHolds(b, a) ? [a] : hostHolds(a, b) ? [b] : [])));

/** A host holds that of a key; a wildcard is of full names. */
export const holdsKey = (host: string, key: string): boolean =>
  hostHolds(host, key) || (isWild(host) && hostHolds(host, hostOfKey(key)));
