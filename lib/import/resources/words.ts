import { METHODS } from '../../kit/formats/methods';
import { RETRY_CONDITIONS } from '../../mesh/route/rules';
import { LOAD_BALANCERS } from '../../mesh/traffic/traffic-policy';

/** A word that a resource may have and the props of a construct have not, so that the program would not compile. */
export class NoWord extends Error {}

const LISTS = {
  method: METHODS,
  retry: RETRY_CONDITIONS,
  algorithm: LOAD_BALANCERS,
  'client TLS': ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'],
  mTLS: ['STRICT', 'PERMISSIVE', 'DISABLE'],
} as const;

/** A word, where the props have it, too. @throws NoWord */
export function word(list: keyof typeof LISTS, value: unknown): unknown {
  const known: readonly unknown[] = LISTS[list];
  if (value === undefined || known.includes(value)) return value;
  throw new NoWord();
}

const ATTRIBUTE =
  /^(request\.headers\[.*\]|request\.auth\.claims\[.*\]|request\.auth\.(principal|audiences|presenter)|(source|remote|destination)\.ip|source\.(namespace|principal|serviceAccount)|destination\.port|connection\.sni)$/;

/** An attribute of a condition. @throws NoWord */
export function attribute(key: unknown): unknown {
  if (ATTRIBUTE.test(String(key))) return key;
  throw new NoWord();
}
