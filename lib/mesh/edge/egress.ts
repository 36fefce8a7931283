import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { credentialProblems } from '../../checks/gateways/credential-namespace';
import { check, refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh';
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

/**
 * All calls to an outside host leave through the egress gateway, as far as which the mesh's own mTLS says who calls: a Gateway,
 * a VirtualService of two hops, and DestinationRules. TLS that pods begin goes through it untouched, inside of the mesh's.
 */
export class Egress extends Construct {
  /** Where the calls arrive at the gateway: what a routing test enters by, to see where they go from there. */
  readonly listeners: Listeners;

  /** @throws MESH310 for a port of neither HTTP nor TLS, and for a gateway without the port that takes it. Synth reports IST0101 for a credential that it cannot read. */
  constructor(scope: Construct, id: string, { to, through, originate }: EgressProps) {
    super(scope, id);
    const namespace = MeshNamespace.of(this).name;
    const { service, port } = to;
    const host = service.host;
    const { layer } = PROTOCOLS[port.protocol];
    if (layer === 'tcp')
      refuse(
        this,
        MESH.unknownPort(
          host,
          `${port.port} that speaks HTTP or TLS`,
          service.ports.map((p) => p.port),
        ),
      );
    const isTls = layer === 'tls';
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

    this.listeners = new Listeners(this, `${id}-egress`, {
      gateway: through,
      servers: [
        {
          port: entry.targetPort ?? entry.port,
          protocol: isTls ? 'TLS' : 'HTTPS',
          hosts: [host],
          tls: { mode: 'ISTIO_MUTUAL' },
        },
      ],
    });
    const gateway = this.listeners.seenFrom(namespace);
    const gatewayHost = `${through.name}.${through.namespace}.svc.${MeshNamespace.of(this).clusterDomain}`;
    const toGateway = [{ destination: { host: gatewayHost, subset: id, port: { number: entry.port } } }];
    const out = [{ destination: { host, port: { number: (originate ? portOf(originate.port) : port).port } } }];
    const atPod = { gateways: ['mesh'], port: port.port };
    const atGateway = [{ gateways: [gateway] }];
    // The gateway ends the mesh's TLS: of the pods' own, inside, it sees a stream alone.
    const rules = isTls
      ? {
          tls: [{ match: [{ ...atPod, sniHosts: [host] }], route: toGateway }],
          tcp: [{ match: atGateway, route: out }],
        }
      : {
          http: [
            { match: [atPod], route: toGateway },
            { match: atGateway, route: out },
          ],
        };
    resource(
      this,
      istio.VirtualService,
      { name: `${id}-egress`, namespace },
      { gateways: [gateway, 'mesh'], hosts: [host], ...rules },
    );
    this.mutualTls(id, namespace, gatewayHost, host, entry.port);
    if (originate !== undefined) {
      check(this, () => credentialProblems(through, originate.tls?.credential));
      const tls = originate.tls ?? { mode: 'SIMPLE', sni: host };
      new DestinationPolicy(this, `${id}-tls`, { service, ports: [{ port: originate.port, policy: { tls } }] });
    }
  }

  /** The mesh's own TLS as far as the gateway, which tells hosts apart by the SNI. */
  private mutualTls(id: string, namespace: string, gateway: string, host: string, port: number) {
    const tls = { mode: 'ISTIO_MUTUAL', sni: host } as const;
    const subset = { name: id, trafficPolicy: { portLevelSettings: [{ port: { number: port }, tls }] } };
    const metadata = { name: `${id}-egress`, namespace };
    resource<istio.DestinationRuleProps>(
      this,
      istio.DestinationRule,
      metadata,
      { host: gateway, subsets: [subset] },
      'ToGateway',
    );
  }
}
