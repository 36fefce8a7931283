import { isAddress, isCidr, isPort } from '../../../kit/formats/formats';
import { hostHolds } from '../../../model/hosts/holding';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import type { Rule } from '../../rule';
import { isRouteHost, rule, type Spec } from './rule';

interface Connections {
  readonly port?: number | undefined;
  readonly destinationSubnets?: readonly string[] | undefined;
}
const common = ({ port = 0, destinationSubnets = [] }: Connections): readonly string[] => [
  ...(port === 0 || isPort(port) ? [] : [`matches port ${port}`]),
  ...destinationSubnets
    .filter((one) => !isAddress(one) && !isCidr(one))
    .map((one) => `matches ${JSON.stringify(one)}, which is neither an address nor a CIDR`),
];

type Tls = NonNullable<Spec['tls']>[number];

function tlsFaults({ match = [], route = [] }: Tls, spec: Spec): readonly string[] {
  const hosts = spec.hosts ?? [];
  return [
    ...(match.length === 0 ? ['matches nothing'] : []),
    ...(route.length === 0 ? ['goes nowhere'] : []),
    ...route.filter(({ weight = 0 }) => weight < 0).map(({ weight }) => `gives a destination a weight of ${weight}`),
    ...match.flatMap((one) => [
      ...(one.sniHosts.length === 0 ? ['matches no SNI'] : []),
      // Of a delegate without hosts, something else is said.
      ...one.sniHosts
        .filter((sni) => hosts.length > 0 && !hosts.some((host) => hostHolds(host, sni)) && !isAddress(sni))
        .map((sni) => `matches the SNI ${sni}, which is within none of the hosts`),
      ...one.sniHosts
        .filter((sni) => !hosts.includes(sni) && !isAddress(sni) && !isRouteHost(sni, spec))
        .filter((sni) => hosts.some((host) => hostHolds(host, sni)))
        .map((sni) => `matches the SNI ${JSON.stringify(sni)}, which is no host`),
      ...common(one),
    ]),
  ];
}

type Tcp = NonNullable<Spec['tcp']>[number];
const tcpFaults = ({ match = [], route = [] }: Tcp): readonly string[] => [
  ...(route.length === 0 ? ['goes nowhere'] : []),
  ...route.filter(({ weight = 0 }) => weight < 0).map(({ weight }) => `gives a destination a weight of ${weight}`),
  ...match.flatMap(common),
];

export const CONNECTION_RULES: readonly Rule[] = [
  rule(
    'connections',
    'MESH916',
    'rules of TLS and TCP go somewhere, and what they match is some, within the hosts of the route',
    {
      of: (spec) => [
        ...(spec.tls ?? []).flatMap((one, i) => tlsFaults(one, spec).map((why) => ROUTED.connection(`tls[${i}]`, why))),
        ...(spec.tcp ?? []).flatMap((one, i) => tcpFaults(one).map((why) => ROUTED.connection(`tcp[${i}]`, why))),
      ],
    },
  ),
];
