import type { StringMap } from '../../kit/formats/labels';
import { rememberedOf } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import { identity, trustDomainsOf } from '../../model/policies/identities';
import { policiesFor } from '../../model/workloads/selectors';
import { podPort } from '../../model/workloads/workloads';
import { isPreflight, normalized, split } from '../routes/envoy';
import { type Asking, type Decision, decide } from './authorization/authorization';
import { verified } from './authorization/jwt';
import type { Callee } from './callee';
import { type Pods, proxied, type Security, security } from './security';
import { stoppedOn, type Waypoint, waypointFor } from './waypoints';

/** What is said of a request, whoever sends it. */
export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: StringMap;
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
  readonly ip?: string;
}

/** How HTTP says that a request is refused. */
export type Refusal = 401 | 403 | 503;

/** The answer for the pods of one version. */
export interface PodVerdict extends Decision {
  /** Name of what runs the pods. */
  readonly pods: string;
  readonly security: Security;
  /** NetworkPolicies that stop the packets. */
  readonly stoppedBy: readonly string[];
  /**
   * What the caller sees of a refusal: 401 or 403; 503 of an Envoy on its side of the ztunnel that refuses, its own or the waypoint's; nothing
   * where no connection comes about.
   */
  readonly status?: Refusal;
}

/** Policies that the pods' own proxy holds. */
export const held = rememberedOf((mesh: Mesh, { namespace, labels }: Pods) => ({
  jwt: policiesFor(mesh, mesh.RequestAuthentication, namespace, labels),
  authorization: policiesFor(mesh, mesh.AuthorizationPolicy, namespace, labels),
}));

export const identityOf = rememberedOf((mesh: Mesh, { namespace, serviceAccount }: Pods): string =>
  identity({ namespace, name: serviceAccount }, trustDomainsOf(mesh)[0]),
);

/** A request as proxies read it, its token aside; nothing of what is no HTTP. */
const read = rememberedOf(
  ({ method = 'GET', path = '/', headers = {} }: Asked, { isHttp, host }: Callee): Pick<Asking, 'http'> => {
    if (!isHttp) return { http: undefined };
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const { path: bare } = split(path);
    return { http: { method, path: normalized(bare), host: lower['host'] ?? host, headers: lower, claims: {} } };
  },
);

function asking(
  mesh: Mesh,
  asked: Asked,
  from: Pods | undefined,
  callee: Callee,
  { mutual }: Security,
  port: number,
  subset = '',
): Asking {
  const { ip } = asked;
  return {
    identity: mutual && from !== undefined ? identityOf(mesh, from) : undefined,
    ip,
    remoteIp: ip,
    port,
    // Istio's own name of the cluster.
    sni: mutual ? `outbound_.${callee.port}_.${subset}_.${callee.host}` : undefined,
    http: read(asked, callee).http,
  };
}

const OPEN = { authorizers: [], audited: [] } as const;

/** What a proxy says: of its RequestAuthentications first, then of its policies. */
function judged(
  mesh: Mesh,
  policies: { readonly jwt: Mesh['RequestAuthentication']; readonly authorization: Mesh['AuthorizationPolicy'] },
  one: Asking,
  claims: Asked['claims'],
): Decision & { readonly status?: Refusal } {
  const isRead = one.http !== undefined && !isPreflight(one.http.method, one.http.headers);
  const { claims: known, refused } = isRead ? verified(policies.jwt, claims) : { claims: {} };
  if (refused !== undefined) return { ...OPEN, allowed: false, by: refused.by, status: refused.status };
  const full = one.http === undefined || claims === undefined ? one : { ...one, http: { ...one.http, claims: known } };
  const decision = decide(policies.authorization, full, trustDomainsOf(mesh));
  return decision.allowed || one.http === undefined ? decision : { ...decision, status: 403 };
}

/** What pods say to a caller, were all packets let through. */
export interface Answer extends Decision {
  readonly security: Security;
  readonly status?: Refusal;
  /** Port at which packets arrive. */
  readonly wire: number;
  readonly waypoint: Waypoint | undefined;
}

/** The answer of one set of pods, NetworkPolicies aside. */
export function answerOf(
  mesh: Mesh,
  asked: Asked,
  from: Pods | undefined,
  callee: Callee,
  pods: Pods,
  subset?: string,
): Answer {
  const { port, name, namespace, isHttp } = callee;
  const targetPort = podPort(pods, callee);
  const service = { name, namespace, port };
  const found = security(mesh, { caller: from, callee: pods, service, targetPort, subset, isHttp });
  const there = proxied(mesh, pods);
  // Between ztunnels, packets arrive at a port of its own.
  const wire = there === 'ztunnel' && found.mutual ? 15008 : targetPort;
  const waypoint = there === 'ztunnel' ? waypointFor(mesh, from, callee) : undefined;
  const base = { security: found, wire, waypoint };
  if (found.broken !== undefined) return { ...OPEN, ...base, allowed: false, by: found.broken };
  if (there === 'none') return { ...OPEN, ...base, allowed: true, by: 'no proxy reads policies there' };
  const one = asking(mesh, asked, from, callee, found, targetPort, subset);
  const own = (asker: Asking) =>
    judged(mesh, there === 'ztunnel' ? { ...held(mesh, pods), jwt: [] } : held(mesh, pods), asker, asked.claims);
  if (there === 'sidecar') return { ...base, ...own(one) };
  const envoy = waypoint !== undefined || (from !== undefined && proxied(mesh, from) === 'sidecar');
  const atZtunnel = (asker: Asking): ReturnType<typeof own> => {
    const said = own({ ...asker, http: undefined });
    return said.allowed || !envoy || !isHttp ? said : { ...said, status: 503 };
  };
  if (waypoint === undefined) return { ...base, ...atZtunnel(one) };
  const first = judged(mesh, waypoint, one, asked.claims);
  if (!first.allowed) return { ...base, ...first };
  // ztunnel sees the waypoint in the caller's place.
  const behind = atZtunnel({ ...one, identity: identityOf(mesh, waypoint.pods) });
  return { ...base, ...(behind.allowed ? first : behind) };
}

/** The verdict where packets are let through. */
export const openVerdict = ({ name }: Pods, { wire: _, waypoint: __, ...said }: Answer): PodVerdict => ({
  ...said,
  pods: name,
  stoppedBy: [],
});

/** NetworkPolicies decide before all else; nothing where they let packets through. */
export function stoppedVerdict(
  mesh: Mesh,
  { ip }: Asked,
  from: Pods | undefined,
  pods: Pods,
  { security: found, wire, waypoint }: Answer,
): PodVerdict | undefined {
  const stopped = stoppedOn(mesh, { pods: from, ip }, waypoint, { pods }, wire);
  if (stopped.length === 0) return undefined;
  const by = `NetworkPolicy ${stopped.join(', ')}`;
  return { ...OPEN, pods: pods.name, security: found, stoppedBy: stopped, allowed: false, by };
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
  const answer = answerOf(mesh, asked, from, callee, pods, subset);
  return stoppedVerdict(mesh, asked, from, pods, answer) ?? openVerdict(pods, answer);
}
