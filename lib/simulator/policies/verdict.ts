import type { StringMap } from '../../kit/formats/labels';
import { remembered, rememberedOf } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import { ambientOf } from '../../model/workloads/ambient';
import { policiesFor } from '../../model/workloads/selectors';
import { normalized, split } from '../routes/envoy';
import { type Asking, type Decision, decide } from './authorization';
import { verified } from './jwt';
import { type End, stoppedBy } from './network';
import { isGateway, type Pods, proxied, type Security, security } from './security';

/** What is said of a request, whoever sends it. */
export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: StringMap;
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
  readonly ip?: string;
}

/** The answer for the pods of one version. */
export interface PodVerdict extends Decision {
  /** Name of what runs the pods. */
  readonly pods: string;
  readonly security: Security;
  /** NetworkPolicies that stop the packets. */
  readonly stoppedBy: readonly string[];
  /** What the caller sees of a refusal: 401 or 403; nothing where no connection comes about. */
  readonly status?: 401 | 403;
}

const trustDomainsOf = remembered((mesh: Mesh): readonly string[] => {
  const found = mesh.controlPlanes.flatMap(({ spec }) => spec.trustDomains);
  return found.length === 0 ? ['cluster.local'] : [...new Set(found)];
});

/** Policies that the pods' own proxy holds. */
const held = rememberedOf((mesh: Mesh, { namespace, labels }: Pods) => ({
  jwt: policiesFor(mesh, mesh.RequestAuthentication, namespace, labels),
  authorization: policiesFor(mesh, mesh.AuthorizationPolicy, namespace, labels),
}));

const identityOf = (mesh: Mesh, pods: Pods): string =>
  `${trustDomainsOf(mesh)[0]}/ns/${pods.namespace}/sa/${pods.serviceAccount}`;

export interface Callee {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  readonly targetPort: number;
  readonly isHttp: boolean;
}

function asking(
  mesh: Mesh,
  asked: Asked,
  from: Pods | undefined,
  callee: Callee,
  { mutual }: Security,
  subset = '',
): Asking {
  const { method = 'GET', path = '/', headers = {}, ip } = asked;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    identity: mutual && from !== undefined ? identityOf(mesh, from) : undefined,
    ip,
    remoteIp: ip,
    port: callee.targetPort,
    // Istio's own name of the cluster.
    sni: mutual ? `outbound_.${callee.port}_.${subset}_.${callee.host}` : undefined,
    http: callee.isHttp
      ? { method, path: normalized(split(path).path), host: lower['host'] ?? callee.host, headers: lower, claims: {} }
      : undefined,
  };
}

const OPEN = { authorizers: [], audited: [] } as const;

/** What a proxy says: of its RequestAuthentications first, then of its policies. */
function judged(
  mesh: Mesh,
  policies: { readonly jwt: Mesh['RequestAuthentication']; readonly authorization: Mesh['AuthorizationPolicy'] },
  one: Asking,
  claims: Asked['claims'],
): Decision & { readonly status?: 401 | 403 } {
  const { claims: known, refused } = one.http === undefined ? { claims: {} } : verified(policies.jwt, claims);
  if (refused !== undefined) return { ...OPEN, allowed: false, by: refused.by, status: refused.status };
  const full = one.http === undefined ? one : { ...one, http: { ...one.http, claims: known } };
  const decision = decide(policies.authorization, full, trustDomainsOf(mesh));
  return decision.allowed ? decision : { ...decision, ...(one.http && { status: 403 as const }) };
}

/** Policies that a waypoint in front of a Service holds: those that name the Service, or the waypoint. */
function atWaypoint<P extends { readonly namespace: string; readonly spec: object }>(
  all: readonly P[],
  waypoint: string,
  callee: Callee,
): readonly P[] {
  return all.filter(({ namespace, spec }) => {
    const { targetRefs = [], targetRef } = spec as { targetRefs?: readonly Target[]; targetRef?: Target };
    return [...targetRefs, ...(targetRef ? [targetRef] : [])].some(
      ({ kind, name }) =>
        (kind === 'Service' && namespace === callee.namespace && name === callee.name) ||
        (kind === 'Gateway' && `${namespace}/${name}` === waypoint),
    );
  });
}
interface Target {
  readonly kind: string;
  readonly name: string;
}

/** The waypoint that a caller asks: ztunnel's callers do, gateways where they are told to, sidecars never. Source: istiod's endpoint builder. */
function waypointFor(mesh: Mesh, from: Pods | undefined, { namespace, name }: Callee): string | undefined {
  if (from === undefined) return undefined;
  const ambient = ambientOf(mesh);
  const asks = isGateway(mesh, from) ? ambient.servesGateways(namespace, name) : proxied(mesh, from) === 'ztunnel';
  return asks ? ambient.waypointOf(namespace, name) : undefined;
}

/** NetworkPolicies that stop packets on their way, by a waypoint's pods where there is one. */
function stoppedOn(mesh: Mesh, start: End, waypoint: string | undefined, end: End, port: number): readonly string[] {
  if (waypoint === undefined) return stoppedBy(mesh, start, end, port);
  const [namespace = '', name = ''] = waypoint.split('/');
  const of = 'gateway.networking.k8s.io/gateway';
  const between = { namespace, labels: { [`${of}-name`]: name, [`${of}-class-name`]: 'istio-waypoint' } };
  return [...stoppedBy(mesh, start, between, port), ...stoppedBy(mesh, between, end, port)];
}

/** The answer of one set of pods. */
export function verdictOf(
  mesh: Mesh,
  asked: Asked,
  from: Pods | undefined,
  callee: Callee,
  pods: Pods,
  subset?: string,
): PodVerdict {
  const { port, targetPort, name, namespace, isHttp } = callee;
  const service = { name, namespace, port };
  const found = security(mesh, { caller: from, callee: pods, service, targetPort, subset, isHttp });
  const end = { namespace: pods.namespace, labels: pods.labels };
  const start = { namespace: from?.namespace, labels: from?.labels ?? {}, ip: asked.ip };
  const there = proxied(mesh, pods);
  // Between ztunnels, packets arrive at a port of its own.
  const wire = there === 'ztunnel' && found.mutual ? 15008 : targetPort;
  const waypoint = there === 'ztunnel' ? waypointFor(mesh, from, callee) : undefined;
  const stopped = stoppedOn(mesh, start, waypoint, end, wire);
  const base = { pods: pods.name, security: found, stoppedBy: stopped };
  if (stopped.length > 0) return { ...OPEN, ...base, allowed: false, by: `NetworkPolicy ${stopped.join(', ')}` };
  if (found.broken !== undefined) return { ...OPEN, ...base, allowed: false, by: found.broken };
  if (there === 'none') return { ...OPEN, ...base, allowed: true, by: 'no proxy reads policies there' };
  const one = asking(mesh, asked, from, callee, found, subset);
  const own = (asker: Asking) =>
    judged(mesh, there === 'ztunnel' ? { ...held(mesh, pods), jwt: [] } : held(mesh, pods), asker, asked.claims);
  if (there === 'sidecar') return { ...base, ...own(one) };
  if (waypoint === undefined) return { ...base, ...own({ ...one, http: undefined }) };
  const first = judged(
    mesh,
    {
      jwt: atWaypoint(mesh.RequestAuthentication, waypoint, callee),
      authorization: atWaypoint(mesh.AuthorizationPolicy, waypoint, callee),
    },
    one,
    asked.claims,
  );
  if (!first.allowed) return { ...base, ...first };
  // ztunnel sees the waypoint in the caller's place.
  const [home = '', account = ''] = waypoint.split('/');
  const behind = own({ ...one, http: undefined, identity: `${trustDomainsOf(mesh)[0]}/ns/${home}/sa/${account}` });
  return { ...base, ...(behind.allowed ? first : behind) };
}
