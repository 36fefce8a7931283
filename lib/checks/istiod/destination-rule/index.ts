import { isAddress, isPort } from '../../../kit/formats/formats';
import { isExactHost, isHost } from '../../../model/hosts/grammar';
import { RULED } from '../../../problems/istio/istiod-policies';
import { isLabel } from '../words';
import { localities } from './localities';
import { partFaults } from './parts';
import { type PortPolicy, partsOf, policiesOf, rule } from './rule';

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
      const { httpCookie, maglev, ringHash, minimumRingSize } = loadBalancer?.consistentHash ?? {};
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
        ...(minimumRingSize && (maglev ?? ringHash) !== undefined ? ['has minimumRingSize beside its algorithm'] : []),
      ].map((why) => ({ at: [loadBalancer ?? 'spec', 'consistentHash'], problem: RULED.hash(why) }));
    }),
);

const tunnels = rule('tunnels', 'MESH964', 'a tunnel leads to a host and a port', (spec) =>
  policiesOf(spec).flatMap(([, { tunnel }]) => {
    if (tunnel === undefined) return [];
    const { targetHost = '', targetPort = 0, protocol = '' } = tunnel;
    return [
      ...(['', 'CONNECT', 'POST'].includes(protocol) ? [] : [`begins with ${protocol}, not with CONNECT or POST`]),
      ...(isAddress(targetHost) || isExactHost(targetHost) ? [] : [`leads to the host ${JSON.stringify(targetHost)}`]),
      ...(isPort(targetPort) ? [] : [`leads to port ${targetPort}`]),
    ].map((why) => ({ at: [tunnel], problem: RULED.tunnel(why) }));
  }),
);

function portFaults({ port, ...policy }: PortPolicy): readonly string[] {
  const { loadBalancer, connectionPool, outlierDetection, tls } = policy;
  const says = [loadBalancer, connectionPool, outlierDetection, tls].some((one) => one !== undefined);
  return [
    ...(port === undefined ? ['has a policy for no port'] : []),
    ...(says ? [] : [`says nothing of port ${port?.number}`]),
  ];
}

const trafficPolicies = rule(
  'traffic-policies',
  'MESH966',
  'a traffic policy says something, and its parts go together',
  (spec, namespace) => {
    const names = (spec.subsets ?? []).map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    const odd = names.find((name) => !isLabel(name));
    return [
      ...(spec.host === undefined || isHost(spec.host) || spec.host === '*'
        ? []
        : [{ problem: RULED.trafficPolicy('the rule', `is for the host ${JSON.stringify(spec.host)}`) }]),
      ...(twice === undefined ? [] : [{ problem: RULED.trafficPolicy(`subset ${twice}`, 'is there twice') }]),
      ...(odd === undefined
        ? []
        : [
            { problem: RULED.trafficPolicy(`subset ${JSON.stringify(odd)}`, 'has no name of letters, digits and "-"') },
          ]),
      ...policiesOf(spec).flatMap(([where, policy]) => [
        ...(Object.keys(policy).length === 0
          ? [{ at: [policy], problem: RULED.trafficPolicy(where, 'says nothing') }]
          : []),
        ...(policy.tunnel && policy.proxyProtocol
          ? [{ at: [policy], problem: RULED.trafficPolicy(where, 'has both tunnel and proxyProtocol') }]
          : []),
      ]),
      ...policiesOf(spec).flatMap(([where, { portLevelSettings = [] }]) =>
        portLevelSettings.flatMap((one) =>
          portFaults(one).map((why) => ({ at: [one], problem: RULED.trafficPolicy(where, why) })),
        ),
      ),
      ...partsOf(spec).flatMap(([where, part]) =>
        partFaults(part, namespace).map((why) => ({ at: [part], problem: RULED.trafficPolicy(where, why) })),
      ),
    ];
  },
);

export const DESTINATION_RULE_RULES = [hashes, tunnels, localities, trafficPolicies];
