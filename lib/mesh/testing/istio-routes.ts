import type { Fact, MeshFacts, SpecsByKind } from '../../checks/facts';
import { gatewaysOf, type HttpRule, hostHolds, hostKey, type Match } from '../../checks/mesh-index';
import { defined } from '../../kit/defined';
import { placeMatches, re2, takenBy } from './istio-match';
import { type Outcome, type Reached, type Resolved, UNMATCHED } from './request';

type VirtualService = Fact<SpecsByKind['VirtualService']>;
interface Destination {
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: { readonly number?: number | undefined } | undefined;
}

const reached = ({ host, subset, port }: Destination, namespace: string, share: number): Reached => ({
  host: hostKey(host, namespace),
  subset,
  port: port?.number,
  share,
});

interface Share {
  readonly destination?: Destination | undefined;
  readonly weight?: number | undefined;
}

function shares(routes: readonly Share[] = [], namespace: string): readonly Reached[] {
  const total = routes.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return routes.flatMap(({ destination, weight = 0 }) => {
    if (destination === undefined) return [];
    const share = routes.length === 1 ? 100 : (weight / total) * 100;
    return share > 0 ? [reached(destination, namespace, share)] : [];
  });
}

/** Exact hosts win over wildcards, longer wildcards over shorter ones. */
const weightOf = (host: string): number => (host === '*' ? 0 : host.startsWith('*') ? host.length : 1000 + host.length);

/** The routes that decide for a host at an entry, most specific host first. */
function candidates(facts: MeshFacts, request: Resolved, entry: string): readonly VirtualService[] {
  const wanted = hostKey(request.host, request.namespace);
  return facts.VirtualService.filter((route) => gatewaysOf(route).includes(entry))
    .flatMap((route) => {
      const { exportTo } = route.spec;
      if (
        exportTo !== undefined &&
        !exportTo.includes('*') &&
        !(exportTo.includes('.') && route.namespace === request.namespace)
      )
        return [];
      const hosts = (route.spec.hosts ?? [])
        .map((host) => hostKey(host, route.namespace))
        .filter((host) => hostHolds(host, wanted));
      return hosts.length === 0 ? [] : [{ route, weight: Math.max(...hosts.map(weightOf)) }];
    })
    .sort((a, b) => b.weight - a.weight)
    .filter(({ weight }, _i, all) => weight === all[0]?.weight)
    .map(({ route }) => route);
}

function rewritten(path: string, { rewrite }: HttpRule, match: Match): string {
  if (rewrite?.uriRegexRewrite?.match !== undefined) {
    const { match: pattern, rewrite: by = '' } = rewrite.uriRegexRewrite;
    return path.replace(
      new RegExp(re2(pattern).source.replace(/^\^\(\?:|\)\$$/g, ''), 'g'),
      by.replace(/\\(\d)/g, '$$$1'),
    );
  }
  if (rewrite?.uri === undefined) return path;
  const prefix = match.uri?.prefix;
  return prefix === undefined ? rewrite.uri : rewrite.uri + path.slice(prefix.length);
}

function outcome(rule: HttpRule, by: string, namespace: string, match: Match, request: Resolved): Outcome {
  const { fault, directResponse, redirect, timeout, retries, mirrors = [] } = rule;
  const abort = fault?.abort;
  return defined({
    by,
    targets: shares(rule.route, namespace),
    mirrors: mirrors.map(({ destination, percentage }) => reached(destination, namespace, percentage?.value ?? 100)),
    delay: fault?.delay && { percent: fault.delay.percentage?.value ?? 100, fixed: fault.delay.fixedDelay ?? '0s' },
    abort: abort && { percent: abort.percentage?.value ?? 100, status: abort.httpStatus ?? abort.grpcStatus ?? '' },
    status: directResponse?.status ?? (redirect && (redirect.redirectCode ?? 301)),
    location:
      redirect && `${redirect.scheme ?? 'http'}://${redirect.authority ?? request.host}${redirect.uri ?? request.path}`,
    timeout,
    retries: retries?.attempts,
    path: rewritten(request.path, rule, match),
  });
}

function firstRule(facts: MeshFacts, route: VirtualService, request: Resolved, entry: string): Outcome | undefined {
  const own =
    entry === 'mesh'
      ? entry
      : ((route.spec.gateways ?? []).find((name) => `${route.namespace}/${name}` === entry) ?? entry);
  for (const [i, rule] of (route.spec.http ?? []).entries()) {
    const match = takenBy(rule, request, own);
    if (match === undefined) continue;
    if (rule.delegate === undefined) {
      const by = `VirtualService ${route.namespace}/${route.name} ${rule.name ?? `http[${i}]`}`;
      return outcome(rule, by, route.namespace, match, request);
    }
    const { name, namespace = route.namespace } = rule.delegate;
    const delegate = facts.VirtualService.find((other) => other.name === name && other.namespace === namespace);
    const found = delegate && firstRule(facts, delegate, request, own);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What VirtualServices make of an HTTP request; `undefined` where none is for its host. */
export function istioHttp(facts: MeshFacts, request: Resolved, entry: string): Outcome | undefined {
  const routes = candidates(facts, request, entry).filter(({ spec }) => spec.http !== undefined);
  const [first] = routes;
  if (first === undefined) return undefined;
  for (const route of routes) {
    const found = firstRule(facts, route, request, entry);
    if (found !== undefined) return found;
  }
  return UNMATCHED(`VirtualService ${first.namespace}/${first.name}`, request.path);
}

/** What VirtualServices make of a TLS (by SNI) or TCP connection. */
export function istioConnection(
  facts: MeshFacts,
  request: Resolved,
  entry: string,
  kind: 'tls' | 'tcp',
): Outcome | undefined {
  for (const route of candidates(facts, request, entry))
    for (const [i, rule] of (route.spec[kind] ?? []).entries()) {
      const matches = rule.match ?? [{}];
      const taken = matches.some(
        (match) =>
          placeMatches(match, request, entry) &&
          (!('sniHosts' in match) || match.sniHosts.some((sni) => hostHolds(sni, request.host))),
      );
      if (!taken) continue;
      const by = `VirtualService ${route.namespace}/${route.name} ${kind}[${i}]`;
      return { by, targets: shares(rule.route, route.namespace), mirrors: [], path: request.path };
    }
  return undefined;
}
