import type { HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { filled } from '../../kit/defined';
import type { Spec } from '../../kit/spec';
import type { HttpRule } from './rules';

type Retry = NonNullable<NonNullable<Spec<HttpRouteSpec>['rules']>[number]['retry']>;

/** When istiod tries again whatever an HTTPRoute says of it, which is also what it does where a VirtualService says nothing. */
const ALWAYS = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'] as const;

const isStatus = (one: number | string): one is number => typeof one === 'number';

/** What of a rule's retries an HTTPRoute cannot say: its conditions are four, always the same, and statuses of servers and clients at fault. */
export function unsaid({ retries }: HttpRule): string | undefined {
  if (retries === undefined) return undefined;
  const { on, remoteLocalities, ignorePreviousHosts } = retries;
  if (remoteLocalities !== undefined) return '`retries.remoteLocalities`';
  if (ignorePreviousHosts !== undefined) return '`retries.ignorePreviousHosts`';
  if (on === undefined) return undefined;
  const conditions = on.filter((one) => !isStatus(one));
  const odd = conditions.find((one) => !ALWAYS.some((known) => known === one));
  if (odd !== undefined) return `retry on ${odd}`;
  const missing = ALWAYS.find((one) => !conditions.includes(one));
  if (missing !== undefined) return `list of \`retries.on\` without ${missing}`;
  const status = on.filter(isStatus).find((one) => one < 400 || one > 599);
  return status === undefined ? undefined : `retry on status ${status}`;
}

/** A rule's retries as an HTTPRoute says them; the time of each try is one of its timeouts. */
export const apiRetry = ({ retries }: HttpRule, duration: (written: string) => string): Retry | undefined =>
  retries && {
    attempts: retries.attempts,
    backoff: retries.backoff === undefined ? undefined : duration(retries.backoff),
    codes: filled((retries.on ?? []).filter(isStatus)),
  };
