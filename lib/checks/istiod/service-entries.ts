import { isAddress, isCidr, isPort } from '../../kit/formats/formats';
import type { Problem } from '../../kit/problems';
import { isExactHost, isHost, isSocket } from '../../model/hosts/grammar';
import { isWild } from '../../model/hosts/holding';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { isProtocol, layerOfProtocol } from '../../model/protocols';
import { ROUTED } from '../../problems/istio/istiod-routes';
import type { Rule } from '../rule';
import { isLabel } from './words';

type Spec = SpecsByKind['ServiceEntry'];
type Entry = Written<Spec>;

const rule = (name: string, code: string, about: string, problems: (entry: Entry) => readonly Problem[]): Rule => ({
  name,
  codes: [code],
  severity: 'error',
  about,
  reads: ['ServiceEntry'],
  find: (mesh: Mesh) =>
    mesh.ServiceEntry.flatMap((one) => problems(one).map((problem) => ({ place: one.place, problem }))),
});

const spoken = (protocol = ''): string => protocol.toUpperCase();
const DYNAMIC = ['HTTP', 'HTTP2', 'GRPC', 'TLS'];
/** It says which host is meant: HTTP by the host header, TLS by the SNI. */
const namesHost = (protocol = ''): boolean => ['http', 'tls'].includes(layerOfProtocol(protocol));

const dynamicDns = rule(
  'dynamic-dns',
  'MESH960',
  'hosts that are resolved when they are called are wildcards of HTTP or TLS, and nothing else',
  ({ spec, labels }) => {
    if (spec.resolution !== 'DYNAMIC_DNS') return [];
    const narrow = spec.hosts.find((host) => !isWild(host));
    const other = spec.ports?.find(({ protocol }) => !DYNAMIC.includes(spoken(protocol)));
    const waypoint = labels['istio.io/use-waypoint'];
    return [
      ...(narrow === undefined ? [] : [`the host ${narrow}, which is no wildcard`]),
      ...((spec.addresses ?? []).length > 0 ? ['addresses'] : []),
      ...((spec.endpoints ?? []).length > 0 ? ['endpoints'] : []),
      ...(other === undefined ? [] : [`port ${other.number}, which is ${spoken(other.protocol) || 'of no protocol'}`]),
      ...(spec.location === 'MESH_INTERNAL' && waypoint && waypoint.toLowerCase() !== 'none'
        ? ['location MESH_INTERNAL behind a waypoint']
        : []),
    ].map(ROUTED.dynamicDns);
  },
);

const entryIsSound = rule(
  'entry-is-sound',
  'MESH961',
  'hosts, addresses and ports of a service outside are some, and can be told apart',
  ({ spec }) => {
    const { hosts, addresses = [], ports = [], resolution = 'NONE', endpoints = [], workloadSelector } = spec;
    const names = ports.map(({ name }) => name);
    const numbers = ports.map(({ number }) => number);
    const streams = ports.find(({ protocol }) => !namesHost(protocol));
    const odd = hosts.find((host) => host === '*' || !isHost(host));
    const wide = hosts.find(isWild);
    const address = addresses.find((one) => !isAddress(one) && !isCidr(one));
    const faults: readonly (readonly [unknown, string, string])[] = [
      [odd, `${JSON.stringify(odd)} is no host of a ServiceEntry`, 'use a DNS name, whose first label may be "*"'],
      [address, `${JSON.stringify(address)} is neither an address nor a CIDR`, 'write 10.0.0.1 or 10.0.0.0/8'],
      [
        hosts.length > 1 && resolution !== 'NONE' && streams,
        `several hosts share port ${streams?.number}, whose protocol does not say which is meant`,
        'make an entry for each host, with addresses of its own',
      ],
      [
        addresses.some((one) => one.includes('/')) && !['NONE', 'STATIC'].includes(resolution),
        `a CIDR does not go with resolution ${resolution}`,
        'give single addresses, or resolution NONE or STATIC',
      ],
      [
        endpoints.length > 0 && workloadSelector !== undefined,
        'endpoints and a workloadSelector exclude each other',
        'keep one of them',
      ],
      [
        endpoints.length > 0 && resolution === 'NONE',
        'resolution NONE takes no endpoints',
        'drop them, or give resolution STATIC or DNS',
      ],
      [
        /^DNS/.test(resolution) && endpoints.length === 0 && wide,
        `no DNS answers for the wildcard ${wide}`,
        'give endpoints, or resolution NONE or DYNAMIC_DNS',
      ],
      [
        resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1,
        'resolution DNS_ROUND_ROBIN takes one endpoint',
        'keep one, or use DNS',
      ],
      [
        numbers.some((one, i) => numbers.indexOf(one) !== i) || names.some((one, i) => names.indexOf(one) !== i),
        'a port is declared twice',
        'give each port a number and a name of its own',
      ],
      ...ports.map(
        ({ number, name, protocol, targetPort }) =>
          [
            !isLabel(name) ||
              !isPort(number) ||
              (targetPort !== undefined && !isPort(targetPort)) ||
              !(protocol === undefined || protocol === '' || isProtocol(protocol)),
            `port ${number} "${name}" of protocol ${protocol} is none`,
            'give a number from 1 to 65535, a name of letters, digits and "-", and a protocol that Istio knows',
          ] as const,
      ),
    ];
    return faults.flatMap(([bad, fact, remedy]) =>
      bad === undefined || bad === false ? [] : [ROUTED.entry(fact, remedy)],
    );
  },
);

const endpoints = rule(
  'endpoints',
  'MESH962',
  'an endpoint has an address as its service resolves it, and ports that the service has',
  ({ spec }) => {
    const { endpoints: all = [], ports = [], resolution = 'NONE' } = spec;
    const names = ports.map(({ name }) => name);
    return all.flatMap(({ address = '', ports: own = {}, network }) => {
      const isKnown =
        resolution === 'STATIC'
          ? isAddress(address) || isSocket(address) || (address === '' && network !== undefined)
          : isAddress(address) || isExactHost(address);
      const unknown = Object.entries(own).find(([name, port]) => !names.includes(name) || !isPort(port));
      return [
        ...(isKnown || !/^(STATIC|DNS)/.test(resolution)
          ? []
          : [
              ROUTED.endpoint(
                address,
                resolution === 'STATIC' ? 'an IP address, nor unix:// with a path' : 'an IP address or a host name',
              ),
            ]),
        ...(unknown === undefined
          ? []
          : [ROUTED.endpoint(`${address} ${unknown[0]}:${unknown[1]}`, 'one of the ports of its service')]),
        ...(isSocket(address) && (ports.length !== 1 || Object.keys(own).length > 0)
          ? [ROUTED.endpoint(address, 'of a service with exactly one port, and without ports of its own')]
          : []),
      ];
    });
  },
);

export const SERVICE_ENTRY_RULES = [dynamicDns, entryIsSound, endpoints];
