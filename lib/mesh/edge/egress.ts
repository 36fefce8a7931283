import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { credentialProblems } from '../../checks/gateways/credential-namespace';
import { check, refuse } from '../../kit/problems';
import { isWild } from '../../model/hosts/holding';
import { serviceHost } from '../../model/hosts/names';
import { EDGE } from '../../problems/mesh/edge';
import { MESH } from '../../problems/mesh/mesh';
import { mustFit } from '../must-fit';
import { resource } from '../resource';
import { type PortHandle, portOf } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { PROTOCOLS } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';
import type { ClientTls } from '../traffic/traffic-policy';
import type { ExternalPort } from './external-service';
import { type GatewayPods, Listeners } from './listeners';

export interface EgressProps {
  /** The outside host and the port by which pods call it; HTTP, or TLS that the pods begin themselves. */
  readonly to: ExternalPort;
  /** The egress gateway that all calls go through. */
  readonly through: GatewayPods;
  /** TLS that the gateway begins, to another port of the host. Pods then speak plain HTTP inside the mesh's own mTLS. */
  readonly originate?: { readonly port: PortHandle; readonly tls?: ClientTls };
}

/** A host as callers name it: with the port, or without. */
const withPort = (host: string): string => `${host.replaceAll('.', '\\.')}(:[0-9]+)?`;

/** The name of one of several; the first has it alone. */
const nth = (name: string, i: number): string => (i === 0 ? name : `${name}-${i}`);

/**
 * All calls to the hosts of an outside service leave through the egress gateway, as far as which the mesh's own mTLS says who calls: a Gateway,
 * a VirtualService of two hops, and DestinationRules. TLS that pods begin goes through it untouched, inside of the mesh's.
 */
export class Egress extends Construct {
  /** Where the calls to the first host arrive at the gateway: what a routing test enters by, to see where they go from there. */
  readonly listeners: Listeners;

  /** @throws MESH944 for a wildcard; MESH369 for TLS that both begin; MESH310 for a port of neither HTTP nor TLS, and for a gateway without the port that takes it. Synth reports IST0101 for a credential that it cannot read. */
  constructor(scope: Construct, id: string, props: EgressProps) {
    super(scope, id);
    mustFit(this, 'EgressProps', props);
    const { to, through, originate } = props;
    const namespace = MeshNamespace.of(this).name;
    const { service, port } = to;
    const { hosts } = service;
    const wild = hosts.find(isWild);
    if (wild !== undefined) refuse(this, EDGE.wildEgress(wild));
    const { layer } = PROTOCOLS[port.protocol];
    if (layer === 'tcp')
      refuse(
        this,
        MESH.unknownPort(
          service.host,
          `${port.port} that speaks HTTP or TLS`,
          service.ports.map((p) => p.port),
        ),
      );
    const isTls = layer === 'tls';
    if (isTls && originate !== undefined) refuse(this, EDGE.tlsInTls(port.port));
    const entry = through.ports.find((one) => one.name === (isTls ? 'https' : 'http2'));
    if (entry === undefined)
      refuse(
        this,
        MESH.unknownPort(
          through.name,
          isTls ? 'named https' : 'named http2',
          through.ports.map((p) => p.port),
        ),
      );

    // Each host has a Gateway of its own, by which what leaves is told apart.
    const doors = hosts.map(
      (host, i) =>
        new Listeners(this, nth(`${id}-egress`, i), {
          gateway: through,
          servers: [
            {
              port: entry.targetPort ?? entry.port,
              protocol: isTls ? 'TLS' : 'HTTPS',
              hosts: [host],
              tls: { mode: 'ISTIO_MUTUAL' },
            },
          ],
        }),
    );
    this.listeners = doors[0] ?? refuse(this, MESH.hostName(''));
    const gateways = doors.map((door) => door.seenFrom(namespace));
    const gatewayHost = serviceHost(through, MeshNamespace.of(this).clusterDomain);
    const outPort = { number: (originate ? portOf(originate.port) : port).port };
    const atPod = { gateways: ['mesh'], port: port.port };
    const ways = hosts.map((host, i) => ({
      host,
      atGateway: [{ gateways: gateways.slice(i, i + 1) }],
      toGateway: [{ destination: { host: gatewayHost, subset: nth(id, i), port: { number: entry.port } } }],
      out: [{ destination: { host, port: outPort } }],
    }));
    // The gateway ends the mesh's TLS: of the pods' own, inside, it sees a stream alone.
    const rules = isTls
      ? {
          tls: ways.map(({ host, toGateway }) => ({ match: [{ ...atPod, sniHosts: [host] }], route: toGateway })),
          tcp: ways.map(({ atGateway, out }) => ({ match: atGateway, route: out })),
        }
      : {
          http: ways.flatMap(({ host, toGateway, atGateway, out }) => [
            {
              match: [{ ...atPod, ...(hosts.length > 1 && { authority: { regex: withPort(host) } }) }],
              route: toGateway,
            },
            { match: atGateway, route: out },
          ]),
        };
    resource(
      this,
      istio.VirtualService,
      { name: `${id}-egress`, namespace },
      { gateways: [...gateways, 'mesh'], hosts, ...rules },
    );
    this.mutualTls(id, through.namespace, gatewayHost, hosts, entry.port);
    if (originate !== undefined) {
      check(this, () => credentialProblems(through, originate.tls?.credential));
      // Of several hosts, Envoy takes the SNI from the request's own.
      const tls = originate.tls ?? { mode: 'SIMPLE', ...(hosts.length === 1 && { sni: service.host }) };
      new DestinationPolicy(this, `${id}-tls`, { service, ports: [{ port: originate.port, policy: { tls } }] });
    }
  }

  /** The mesh's own TLS as far as the gateway, which tells hosts apart by the SNI. Beside the gateway, callers of every namespace see it. */
  private mutualTls(id: string, namespace: string, gateway: string, hosts: readonly string[], port: number) {
    const subsets = hosts.map((sni, i) => {
      const tls = { mode: 'ISTIO_MUTUAL', sni } as const;
      return { name: nth(id, i), trafficPolicy: { portLevelSettings: [{ port: { number: port }, tls }] } };
    });
    const metadata = { name: `${id}-egress`, namespace };
    resource(this, istio.DestinationRule, metadata, { host: gateway, subsets }, 'ToGateway');
  }
}
