import type { Mesh, SpecsByKind, Written } from '../../../model/mesh';
import { matchHolds, takesAll } from '../../../model/routes/matches';
import { matchOf, matchOfGrpc } from '../../../model/routes/precedence';
import { gatewaysOf, type Match } from '../../../model/routes/routes';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { At, Finding, Rule } from '../../rule';

/** A match of a route at one place: a gateway and a host. */
interface Claim {
  readonly place: string;
  readonly at: At;
  readonly by: string;
  readonly gateway: string;
  readonly host: string;
  /** Of two that differ in this, one alone counts for whoever asks. */
  readonly apart?: string;
  readonly clashes: (other: Claim) => boolean;
  readonly match: unknown;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Istio tries what takes all after the rest, so that only two of those clash. */
const istioClash = (a: Match, b: Match): boolean =>
  takesAll(a) || takesAll(b) ? takesAll(a) && takesAll(b) : matchHolds(a, b) || matchHolds(b, a);

function ofVirtualService(route: Written<SpecsByKind['VirtualService']>): readonly Claim[] {
  const { place, name, namespace, spec } = route;
  const by = `${namespace}/${name}`;
  const isAt = (gateway: string, { gateways }: { readonly gateways?: readonly string[] | undefined }) =>
    gateways === undefined || gateways.some((one) => one === gateway || `${namespace}/${one}` === gateway);
  const places = gatewaysOf(route)
    .filter((gateway) => gateway !== 'mesh')
    .flatMap((gateway) =>
      (spec.hosts ?? []).map((host, i) => ({ place, at: ['spec', 'hosts', i] as const, by, gateway, host })),
    );
  const http = (spec.http ?? []).flatMap(({ match }) => match ?? [{}]);
  const connections = [...(spec.tls ?? []), ...(spec.tcp ?? [])].flatMap(({ match }) => [...(match ?? [{}])]);
  return places.flatMap((place) => [
    ...http
      .filter((match) => isAt(place.gateway, match))
      .map(({ gateways: _, ...match }) => ({
        ...place,
        match,
        clashes: (other: Claim) => istioClash(match, other.match as Match),
      })),
    ...connections
      .filter((match) => isAt(place.gateway, match))
      .map((match) => ({
        ...place,
        gateway: `${place.gateway} `,
        match,
        clashes: (other: Claim) => same(match, other.match),
      })),
  ]);
}

interface ApiRoute {
  readonly parentRefs?: Mesh['HTTPRoute'][number]['spec']['parentRefs'];
  readonly hostnames?: readonly string[] | undefined;
  /** Those of all rules, in Istio's form. */
  readonly matches: readonly Match[];
}

/** Precedence decides between routes of the Gateway API, but for those that match the same. Inside the mesh, those of one namespace are merged. */
const ofApiRoute = ({ place, namespace, spec }: Written<ApiRoute>, by: string): readonly Claim[] =>
  (spec.parentRefs ?? []).flatMap((parent) => {
    const { kind = 'Gateway', name, namespace: home = namespace, port, sectionName } = parent;
    const isGateway = kind === 'Gateway';
    const hosts = isGateway ? (spec.hostnames ?? ['*']) : [`of that ${kind === 'Service' ? 'service' : kind}`];
    return hosts.flatMap((host, i) =>
      spec.matches.map((match) => ({
        place,
        at: spec.hostnames === undefined || !isGateway ? [parent] : ['spec', 'hostnames', i],
        gateway: `${home}/${name}${sectionName ? ` ${sectionName}` : ''}`,
        by,
        apart: isGateway ? '' : `${namespace} ${port ?? ''}`,
        host,
        match,
        clashes: (other: Claim) => same(match, other.match),
      })),
    );
  });

const ofHttpRoute = (route: Mesh['HTTPRoute'][number]) =>
  ofApiRoute(
    {
      ...route,
      spec: {
        ...route.spec,
        matches: (route.spec.rules ?? []).flatMap(({ matches }) => (matches ?? [{}]).map(matchOf)),
      },
    },
    `${route.namespace}/${route.name}`,
  );

const ofGrpcRoute = (route: Mesh['GRPCRoute'][number]) =>
  ofApiRoute(
    {
      ...route,
      spec: {
        ...route.spec,
        matches: (route.spec.rules ?? []).flatMap(({ matches }) => (matches ?? [{}]).map(matchOfGrpc)),
      },
    },
    `GRPCRoute ${route.namespace}/${route.name}`,
  );

/** Routes of one gateway and host are merged, and of two that match the same, the older one wins by chance. */
function clashes(claims: readonly Claim[]): readonly Finding[] {
  const places = new Map<string, Claim[]>();
  for (const claim of claims) {
    const place = `${claim.gateway} ${claim.host} ${claim.apart ?? ''}`;
    places.set(place, [...(places.get(place) ?? []), claim]);
  }
  const found = [...places.values()].flatMap((group) =>
    group.flatMap((claim, i) => {
      const other = group.slice(0, i).find((one) => one.by !== claim.by && claim.clashes(one));
      return other === undefined ? [] : [{ claim, other }];
    }),
  );
  const pairs = new Map(found.map((one) => [`${one.claim.by} ${one.claim.gateway} ${one.claim.host}`, one]));
  return [...pairs.values()].map(({ claim: { place, at, gateway, host }, other }) => ({
    place,
    at,
    problem: TRAFFIC.gatewayConflict(host, gateway.trim(), other.by),
  }));
}

export const gatewayRoutesConflict: Rule = {
  name: 'gateway-routes-conflict',
  codes: ['MESH330'],
  severity: 'error',
  about: 'no two routes of one gateway and host match the same, for the older would win by chance',
  reads: ['VirtualService', 'HTTPRoute', 'GRPCRoute'],
  find: (mesh) => [
    ...clashes(mesh.VirtualService.flatMap(ofVirtualService)),
    // istiod makes one route of both kinds.
    ...clashes([...mesh.HTTPRoute.flatMap(ofHttpRoute), ...mesh.GRPCRoute.flatMap(ofGrpcRoute)]),
  ],
};
