import { isAddress, isPort } from '../../kit/formats';
import { isHost } from '../../kit/hosts';
import type { Problem } from '../../kit/problems';
import type { Mesh, SpecsByKind } from '../../model/mesh';
import { RULED } from '../../problems/istiod-policies';
import type { Rule } from '../rule';
import { isLabel } from './words';

type Spec = SpecsByKind['DestinationRule'];
type Policy = NonNullable<Spec['trafficPolicy']>;
type Part = Pick<Policy, 'loadBalancer' | 'connectionPool' | 'outlierDetection' | 'tls'>;

/** Every policy of a rule: for all, for subsets, and for single ports, each by its name. */
function policiesOf({ trafficPolicy, subsets = [] }: Spec): readonly (readonly [where: string, policy: Policy])[] {
  const whole = [
    ...(trafficPolicy ? [['trafficPolicy', trafficPolicy] as const] : []),
    ...subsets.flatMap(({ name, trafficPolicy: own }) => (own ? [[`subset ${name}`, own] as const] : [])),
  ];
  return whole;
}

const partsOf = (spec: Spec): readonly (readonly [where: string, part: Part])[] =>
  policiesOf(spec).flatMap(([where, policy]) => [
    [where, policy] as const,
    ...(policy.portLevelSettings ?? []).map((one) => [`${where}, port ${one.port?.number}`, one] as const),
  ]);

const rule = (name: string, code: string, about: string, problems: (spec: Spec) => readonly Problem[]): Rule => ({
  name,
  codes: [code],
  severity: 'error',
  about,
  reads: ['DestinationRule'],
  find: (mesh: Mesh) =>
    mesh.DestinationRule.flatMap(({ place, spec }) => problems(spec).map((problem) => ({ place, problem }))),
});

function isPrime(size: number): boolean {
  if (size < 2 || (size > 2 && size % 2 === 0)) return false;
  for (let factor = 3; factor * factor <= size; factor += 2) if (size % factor === 0) return false;
  return true;
}

const hashes = rule(
  'hashes',
  'MESH963',
  'a hash by a cookie names it, and a Maglev table has a size that Envoy takes',
  (spec) =>
    partsOf(spec).flatMap(([, { loadBalancer }]) => {
      const { httpCookie, maglev } = loadBalancer?.consistentHash ?? {};
      const names = (httpCookie?.attributes ?? []).map(({ name }) => name);
      const size = maglev?.tableSize;
      return [
        ...(httpCookie !== undefined && !httpCookie.name ? ['is by a cookie without a name'] : []),
        ...(names.some((name, i) => !name || names.indexOf(name) !== i)
          ? ['names an attribute of the cookie twice, or not at all']
          : []),
        ...(maglev !== undefined && !(size !== undefined && size < 5_000_011 && isPrime(size))
          ? [`has a Maglev table of ${size}`]
          : []),
      ].map(RULED.hash);
    }),
);

const tunnels = rule('tunnels', 'MESH964', 'a tunnel leads to a host and a port', (spec) =>
  policiesOf(spec).flatMap(([, { tunnel }]) => {
    if (tunnel === undefined) return [];
    const { targetHost = '', targetPort = 0 } = tunnel;
    return [
      ...(isAddress(targetHost) || (isHost(targetHost) && !targetHost.startsWith('*'))
        ? []
        : [`leads to the host ${JSON.stringify(targetHost)}`]),
      ...(isPort(targetPort) ? [] : [`leads to port ${targetPort}`]),
    ].map(RULED.tunnel);
  }),
);

/** `region/zone/subzone`, of which a later part may be left out or be `*`. */
const isPlace = (place: string): boolean => /^[^*/]+(\/[^*/]+){0,2}$|^(?:[^*/]+\/){0,2}\*$/.test(place);
const placeHolds = (wide: string, narrow: string): boolean => {
  const begin = wide.replace(/\/?\*$/, '');
  return begin === '' || narrow === begin || narrow.replace(/\/?\*$/, '') === begin || narrow.startsWith(`${begin}/`);
};

const localities = rule(
  'localities',
  'MESH965',
  'places that share traffic are spelt as such, none within another',
  (spec) =>
    partsOf(spec).flatMap(([, { loadBalancer }]) => {
      const { distribute = [] } = loadBalancer?.localityLbSetting ?? {};
      const overlap = (places: readonly string[]) =>
        places
          .flatMap((a, i) =>
            places
              .slice(i + 1)
              .flatMap((b) => (placeHolds(a, b) || placeHolds(b, a) ? [`has ${a} and ${b}, which overlap`] : [])),
          )
          .slice(0, 1);
      const all = distribute.flatMap(({ from = '', to = {} }) => [from, ...Object.keys(to)]);
      return [
        ...all.filter((place) => !isPlace(place)).map((place) => `has ${JSON.stringify(place)}`),
        ...overlap(distribute.map(({ from = '' }) => from)),
        ...distribute.flatMap(({ to = {} }) => overlap(Object.keys(to))),
        ...distribute.flatMap(({ from = '', to = {} }) => {
          const sum = Object.values(to).reduce((total, one) => total + one, 0);
          return sum === 100 ? [] : [`has shares of ${from} that add up to ${sum}`];
        }),
      ].map(RULED.locality);
    }),
);

function partFault({ connectionPool, outlierDetection, loadBalancer }: Part): string | undefined {
  if (connectionPool && connectionPool.http === undefined && connectionPool.tcp === undefined)
    return 'has a connectionPool that says nothing';
  if (connectionPool?.http?.h2UpgradePolicy === 'UPGRADE' && connectionPool.http.useClientProtocol)
    return "upgrades to HTTP/2 and keeps the client's protocol";
  if ((outlierDetection?.consecutiveLocalOriginFailures ?? 0) > 0 && !outlierDetection?.splitExternalLocalOriginErrors)
    return 'counts local failures without telling them from others: splitExternalLocalOriginErrors';
  if (loadBalancer?.localityLbSetting !== undefined && loadBalancer.zoneAwareLbSetting !== undefined)
    return 'balances by locality and by zone at once';
  const { warmup } = loadBalancer ?? {};
  if (warmup?.minimumPercent !== undefined && warmup.minimumPercent > 100)
    return `warms up from ${warmup.minimumPercent} percent`;
  return warmup?.aggression !== undefined && warmup.aggression <= 0
    ? `warms up with the aggression ${warmup.aggression}`
    : undefined;
}

const trafficPolicies = rule(
  'traffic-policies',
  'MESH966',
  'a traffic policy says something, and its parts go together',
  (spec) => {
    const names = (spec.subsets ?? []).map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    const odd = names.find((name) => !isLabel(name));
    return [
      ...(spec.host === undefined || isHost(spec.host) || spec.host === '*'
        ? []
        : [RULED.trafficPolicy('the rule', `is for the host ${JSON.stringify(spec.host)}`)]),
      ...(twice === undefined ? [] : [RULED.trafficPolicy(`subset ${twice}`, 'is there twice')]),
      ...(odd === undefined
        ? []
        : [RULED.trafficPolicy(`subset ${JSON.stringify(odd)}`, 'has no name of letters, digits and "-"')]),
      ...policiesOf(spec).flatMap(([where, policy]) => [
        ...(Object.keys(policy).length === 0 ? [RULED.trafficPolicy(where, 'says nothing')] : []),
        ...(policy.tunnel && policy.proxyProtocol
          ? [RULED.trafficPolicy(where, 'has both tunnel and proxyProtocol')]
          : []),
      ]),
      ...partsOf(spec).flatMap(([where, part]) => {
        const why = partFault(part);
        return why === undefined ? [] : [RULED.trafficPolicy(where, why)];
      }),
    ];
  },
);

export const DESTINATION_RULE_RULES = [hashes, tunnels, localities, trafficPolicies];
