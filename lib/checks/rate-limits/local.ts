import { durationSeconds } from '../../kit/formats/formats';
import { type Block, blockOf, isBlock, listOf, shown } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { EXTENSION } from '../../problems/mesh/extension';
import { POLICY } from '../../problems/mesh/policy';

/** Envoy's limits of one proxy, of HTTP and of connections. */
const LOCAL = /\.local_ratelimit\.v3\.LocalRateLimit$/;
/** Below it Envoy refuses a bucket. */
const SHORTEST = 0.05;
const WHOLE: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

/** A field of Envoy's, in either of the spellings that it takes. */
const field = (block: Block, name: string): unknown =>
  block[name] ?? block[name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];

/** Every block of a value, itself and all within it. */
function blocksIn(value: unknown): readonly Block[] {
  if (Array.isArray(value)) return value.flatMap(blocksIn);
  return isBlock(value) ? [value, ...Object.values(value).flatMap(blocksIn)] : [];
}

const interval = (bucket: Block): string => String(field(bucket, 'fill_interval') ?? '');
const secondsOf = (bucket: Block): number | undefined =>
  /^[\d.]+s$/.test(interval(bucket)) ? durationSeconds(interval(bucket)) : undefined;

function bucketProblems(where: string, bucket: Block): readonly Problem[] {
  const amounts = ['max_tokens', 'tokens_per_fill'].map((name) => [name, field(bucket, name)] as const);
  const seconds = secondsOf(bucket);
  return [
    ...amounts
      .filter(([, amount]) => amount !== undefined && !(Number.isInteger(Number(amount)) && Number(amount) >= 1))
      .map(([name, amount]) => EXTENSION.amount(`${name} of ${where}`, Number(amount))),
    ...(seconds === undefined || seconds < SHORTEST ? [EXTENSION.interval(interval(bucket))] : []),
  ];
}

function shareProblems(name: string, share: unknown): readonly Problem[] {
  const value = blockOf(field(blockOf(share), 'default_value'));
  const { numerator = 0, denominator = 'HUNDRED' } = value;
  const percent = (Number(numerator) * 100) / (WHOLE[String(denominator)] ?? 100);
  return percent >= 0 && percent <= 100 ? [] : [POLICY.share(name, percent)];
}

function descriptorProblems(descriptor: Block, whole: Block): readonly Problem[] {
  const own = blockOf(field(descriptor, 'token_bucket'));
  const [seconds, all] = [secondsOf(own), secondsOf(whole)];
  return [
    ...(listOf(descriptor['entries']).length === 0 ? [EXTENSION.noDescriptor('a quota')] : []),
    ...bucketProblems('a quota', own),
    // Envoy fills the buckets of descriptors with the timer of the whole.
    ...(seconds === undefined || all === undefined || Number.isInteger(seconds / all)
      ? []
      : [EXTENSION.unequalInterval(interval(own), interval(whole))]),
  ];
}

const named = (descriptor: Block): string =>
  listOf(descriptor['entries'])
    .map(blockOf)
    .map(({ key, value = '*' }) => `${shown(key)}=${shown(value)}`.replaceAll('"', ''))
    .join(',');

/** What Envoy refuses, with all of the listener, in limits that a patch brings. Source: Envoy's LocalRateLimiterImpl. */
export function localProblems(patch: unknown): readonly Problem[] {
  const limits = blocksIn(patch).flatMap((block) => {
    if (LOCAL.test(String(block['@type']))) return [block];
    return LOCAL.test(String(field(block, 'type_url'))) ? [blockOf(block['value'])] : [];
  });
  return limits.flatMap((limit) => {
    const whole = blockOf(field(limit, 'token_bucket'));
    const descriptors = listOf(limit['descriptors']).map(blockOf);
    const names = descriptors.map(named);
    return [
      ...(Object.keys(whole).length === 0 ? [] : bucketProblems('all requests', whole)),
      ...['filter_enabled', 'filter_enforced'].flatMap((name) => shareProblems(name, field(limit, name))),
      ...descriptors.flatMap((one) => descriptorProblems(one, whole)),
      ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => EXTENSION.descriptorTwice(name)),
    ];
  });
}

/** Limits of a route or a virtual host that count by nothing. */
export const actionProblems = (patch: unknown): readonly Problem[] =>
  blocksIn(patch)
    .map((block) => field(block, 'rate_limits'))
    .filter((limits) => Array.isArray(limits))
    .filter((limits) => limits.length === 0 || limits.some((one) => listOf(blockOf(one)['actions']).length === 0))
    .map(() => EXTENSION.noDescriptor('a rate limit'));
