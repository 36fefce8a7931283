import { type Block, isBlock } from '../../../kit/json';
import type { Pod } from './pod';

/** Numbers and switches that Kubernetes does not store when they are 0 or false. */
const UNSET_WHEN_ZERO = new Set([
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold', 'hostPort'],
  ...['hostNetwork', 'hostPID', 'hostIPC', 'stdin', 'stdinOnce', 'tty', 'readOnly', 'expirationSeconds'],
]);

/** Maps whose values stay as they are written. */
const FREE = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector']);

const SUFFIXES = [
  ...[
    ['Ei', 2 ** 60],
    ['Pi', 2 ** 50],
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ],
  ...[
    ['E', 1e18],
    ['P', 1e15],
    ['T', 1e12],
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
    ['', 1],
    ['m', 1e-3],
  ],
] as const;

/** A quantity in the one spelling that Kubernetes stores: 2000m is 2, 1024Mi is 1Gi. */
export function canonicalQuantity(text: string): string {
  const [, digits = '', suffix = ''] = /^([+-]?[\d.]+)([A-Za-z]*)$/.exec(text) ?? [];
  const unit = SUFFIXES.find(([name]) => name === suffix);
  if (digits === '' || unit === undefined) return text;
  const isBinary = suffix.endsWith('i');
  const value = Number(digits) * unit[1];
  const candidates = SUFFIXES.filter(([name]) => name === '' || name === 'm' || name.endsWith('i') === isBinary);
  const best = candidates.find(([, size]) => {
    const count = value / size;
    return Math.abs(count) >= 1 && Math.abs(count - Math.round(count)) < 1e-9;
  });
  return best === undefined ? text : `${Math.round(value / best[1])}${best[0]}`;
}

function settled(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => settled(item, ''));
  if (!isBlock(value) || FREE.has(key)) return value;
  const isQuantities = key === 'requests' || key === 'limits';
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, under]) => {
      if (under === null || under === undefined || under === '') return [];
      if ((under === 0 || under === false) && UNSET_WHEN_ZERO.has(name)) return [];
      return [[name, isQuantities ? canonicalQuantity(String(under)) : settled(under, name)]];
    }),
  );
}

/** The pod as the API server stores it, defaults aside: no empty fields, quantities in one spelling. */
export const settledPod = (pod: Pod): Pod => settled(pod as unknown as Block, '') as Pod;
