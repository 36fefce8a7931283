import type { VirtualServiceSpec } from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import type { Spec } from '../../kit/spec';
import { addressOf, hostFrom, portOf, type Target } from '../services/handles';
import { type HttpMatch, istioFields, istioMatch, type Source } from './match';
import {
  type HeaderChanges,
  type HttpRule,
  listOf,
  type Mirror,
  type TcpMatch,
  type TcpRule,
  type TlsRule,
  targetsOf,
} from './rules';

type VirtualService = Spec<VirtualServiceSpec>;
type Http = NonNullable<VirtualService['http']>[number];
type Tcp = NonNullable<VirtualService['tcp']>[number];
type Tls = NonNullable<VirtualService['tls']>[number];

/** A target as a resource of `namespace` spells it, always with its port: without one, a sidecar would ask for the port that the caller asked. */
export function destination(target: Target, namespace: string) {
  const { service, version, port } = addressOf(target);
  const named = port ?? (service.ports.length > 0 ? portOf(target) : undefined);
  return { host: hostFrom(service, namespace), subset: version?.name, port: named && { number: named.port } };
}

const percentage = (value: number | undefined) => (value === undefined ? undefined : { value });

function source(from: Source | undefined) {
  if (from === undefined) return {};
  const { namespace } = 'kind' in from ? from.service : from;
  return { sourceLabels: from.podLabels, sourceNamespace: namespace };
}

function httpMatch(match: HttpMatch) {
  const { path, ignoreCase, method, headers = {}, withoutHeaders, query, claims = {}, from, port, authority } = match;
  const { name, scheme, statPrefix } = match;
  // Istio reads a claim from a header of this name, which no client can send.
  const claimFields = Object.entries(claims).map(([claim, value]) => [`@request.auth.claims.${claim}`, value] as const);
  return {
    name,
    uri: path === undefined ? undefined : istioMatch(path),
    ignoreUriCase: ignoreCase,
    method: method && { exact: method },
    headers: filled(istioFields({ ...headers, ...Object.fromEntries(claimFields) })),
    withoutHeaders: istioFields(withoutHeaders),
    queryParams: istioFields(query),
    ...source(from),
    port,
    authority: authority === undefined ? undefined : istioMatch(authority),
    scheme: scheme && { exact: scheme },
    statPrefix,
  };
}

const operations = (changes: HeaderChanges | undefined) =>
  changes && { request: changes.request, response: changes.response };

const route = (to: HttpRule['to'], namespace: string) =>
  filled(
    targetsOf(to).map(({ target, weight, headers }) => ({
      destination: destination(target, namespace),
      weight,
      headers: operations(headers),
    })),
  );

function fault({ delay, abort }: NonNullable<HttpRule['fault']>): Http['fault'] {
  return {
    delay: delay && { percentage: percentage(delay.percent), fixedDelay: delay.fixed },
    abort: abort && {
      percentage: percentage(abort.percent),
      httpStatus: 'status' in abort ? abort.status : undefined,
      grpcStatus: 'grpcStatus' in abort ? abort.grpcStatus : undefined,
    },
  };
}

const mirrors = (mirror: HttpRule['mirror'], namespace: string) =>
  filled(
    listOf<Mirror>(mirror).map(({ to, percent }) => ({
      destination: destination(to, namespace),
      percentage: percentage(percent),
    })),
  );

/** A rule as a VirtualService in `namespace` has it. */
export function istioHttp(rule: HttpRule, namespace: string): Http {
  const { name, redirect, respond, delegate, timeout, retries, rewrite, cors } = rule;
  return {
    name,
    match: filled(listOf<HttpMatch>(rule.match).map(httpMatch)),
    route: route(rule.to, namespace),
    redirect: redirect && {
      uri: redirect.path,
      prefixRewrite: redirect.prefix,
      authority: redirect.authority,
      scheme: redirect.scheme,
      ...(redirect.port === 'FROM_REQUEST' ? { derivePort: 'FROM_REQUEST_PORT' as const } : { port: redirect.port }),
      redirectCode: redirect.status,
    },
    directResponse: respond && {
      status: respond.status,
      body: respond.body === undefined ? undefined : { string: respond.body },
    },
    delegate: delegate && { name: delegate.name, namespace: delegate.namespace },
    timeout,
    retries: retries && {
      attempts: retries.attempts,
      perTryTimeout: retries.perTryTimeout,
      retryOn: retries.on?.join(','),
      retryRemoteLocalities: retries.remoteLocalities,
      backoff: retries.backoff,
      retryIgnorePreviousHosts: retries.ignorePreviousHosts,
    },
    fault: rule.fault && fault(rule.fault),
    mirrors: mirrors(rule.mirror, namespace),
    rewrite: rewrite && { uri: rewrite.path, authority: rewrite.authority, uriRegexRewrite: rewrite.regex },
    headers: operations(rule.headers),
    corsPolicy: cors && { ...cors, allowOrigins: cors.allowOrigins.map(istioMatch) },
  };
}

const tcpMatch = ({ port, from, destinationSubnets }: TcpMatch) => ({ port, destinationSubnets, ...source(from) });

export const istioTcp = (rule: TcpRule, namespace: string): Tcp => ({
  match: filled(listOf<TcpMatch>(rule.match).map(tcpMatch)),
  route: targetsOf(rule.to).map(({ target, weight }) => ({ destination: destination(target, namespace), weight })),
});

export const istioTls = (rule: TlsRule, namespace: string): Tls => ({
  match: listOf<TcpMatch & { readonly sni: readonly string[] }>(rule.match).map(({ sni, ...match }) => ({
    sniHosts: sni,
    ...tcpMatch(match),
  })),
  route: targetsOf(rule.to).map(({ target, weight }) => ({ destination: destination(target, namespace), weight })),
});
