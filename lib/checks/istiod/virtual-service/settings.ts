import { isPort } from '../../../kit/formats/formats';
import type { HttpRule } from '../../../model/routes/routes';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import type { Rule } from '../../rule';
import { rule } from './rule';

const RETRIED = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream'],
  ...['retriable-status-codes', 'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure'],
  ...['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
];
/** Those to which Go's net/http gives a text. */
const isKnownStatus = (code: string): boolean =>
  /^[+]?0*(10[0-3]|20[0-8]|226|30[0-5]|30[78]|40\d|41[0-8]|42[1-689]|431|451|50[0-8]|51[01])$/.test(code);
const GRPC = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

interface Share {
  readonly value?: number | undefined;
}
const isStatus = (status: number): boolean => status >= 200 && status <= 600;
const isFaultShare = ({ value = 0 }: Share = {}): boolean => value === 0 || (value >= 0.0001 && value <= 100);

function faultFaults({ fault }: HttpRule): readonly string[] {
  if (fault === undefined) return [];
  const { abort, delay } = fault;
  return [
    ...(abort === undefined && delay === undefined ? ['has a fault that does nothing'] : []),
    ...[abort?.percentage, delay?.percentage]
      .filter((share) => !isFaultShare(share))
      .map((share) => `has a fault for ${share?.value} percent`),
    ...(abort?.http2Error === undefined ? [] : ['aborts with http2Error, which nobody supports']),
    ...(abort?.httpStatus === undefined || isStatus(abort.httpStatus) ? [] : [`aborts with ${abort.httpStatus}`]),
    ...(abort?.grpcStatus === undefined || GRPC.includes(abort.grpcStatus)
      ? []
      : [`aborts with ${JSON.stringify(abort.grpcStatus)}, which is no status of gRPC`]),
    ...(delay?.exponentialDelay === undefined ? [] : ['has exponentialDelay, which nobody supports']),
  ];
}

function retryFaults({ retries }: HttpRule): readonly string[] {
  if (retries === undefined) return [];
  const { attempts = 0, perTryTimeout, retryOn = '', retryRemoteLocalities } = retries;
  const odd = retryOn.split(',').find((one) => !RETRIED.includes(one) && !isKnownStatus(one));
  return [
    ...(attempts < 0 ? [`tries ${attempts} times`] : []),
    ...(attempts === 0 && (perTryTimeout !== undefined || retryOn !== '' || retryRemoteLocalities !== undefined)
      ? ['says how to try again, but not to (attempts: 0)']
      : []),
    ...(retryOn === '' || odd === undefined ? [] : [`tries again on ${JSON.stringify(odd)}, which is no reason`]),
  ];
}

function redirectFaults({ redirect, match = [] }: HttpRule): readonly string[] {
  if (redirect === undefined) return [];
  const { uri, prefixRewrite, redirectCode = 0, scheme = '', port = 0 } = redirect;
  const narrow = match.some(({ uri: path }) => path !== undefined && path.prefix === undefined);
  return [
    ...(uri && prefixRewrite ? ['redirects to a path and to a prefix'] : []),
    ...(prefixRewrite && narrow ? ['redirects a prefix that it does not match'] : []),
    ...(redirectCode === 0 || (redirectCode >= 300 && redirectCode <= 399) ? [] : [`redirects with ${redirectCode}`]),
    ...(['', 'http', 'https'].includes(scheme) ? [] : [`redirects to the scheme ${JSON.stringify(scheme)}`]),
    ...(port === 0 || isPort(port) ? [] : [`redirects to port ${port}`]),
  ];
}

const MEGABYTE = 1024 * 1024;
export const bodySize = ({ directResponse }: HttpRule): number =>
  Buffer.byteLength(directResponse?.body?.string ?? '') ||
  Buffer.byteLength(directResponse?.body?.bytes ?? '', 'base64');

function faults(one: HttpRule): readonly string[] {
  const { match = [], mirrorPercent = 0, mirrorPercentage, mirrors = [], rewrite, directResponse, route = [] } = one;
  const shares = [mirrorPercentage?.value ?? mirrorPercent, ...mirrors.map(({ percentage }) => percentage?.value ?? 0)];
  return [
    ...shares.filter((share) => share < 0 || share > 100).map((share) => `mirrors ${share} percent`),
    ...match.filter(({ port = 0 }) => port !== 0 && !isPort(port)).map(({ port }) => `matches port ${port}`),
    ...route.filter(({ weight = 0 }) => weight < 0).map(({ weight }) => `gives a destination a weight of ${weight}`),
    ...faultFaults(one),
    ...retryFaults(one),
    ...redirectFaults(one),
    ...(rewrite?.uri && rewrite.uriRegexRewrite ? ['rewrites by a text and by an expression'] : []),
    ...(directResponse === undefined || isStatus(directResponse.status) ? [] : [`answers ${directResponse.status}`]),
    ...(bodySize(one) > MEGABYTE ? [`answers with ${bodySize(one)} bytes`] : []),
  ];
}

export const SETTING_RULES: readonly Rule[] = [
  rule(
    'settings',
    'MESH915',
    'what a rule of HTTP says of faults, retries, redirects and mirrors is some, and goes together',
    {
      http: (one, name) => faults(one).map((why) => ROUTED.setting(name, why)),
    },
  ),
];
