import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { MESH } from '../../checks/problems/mesh';
import { refuse } from '../../kit/problems';
import { DestinationPolicy } from '../destination-policy';
import { ExistingService } from '../existing';
import { type PortHandle, portOf } from '../handles';
import { MeshNamespace } from '../namespace';
import { called, PROTOCOLS, tcp } from '../ports';
import { resource } from '../resource';
import type { ClientTls } from '../traffic-policy';
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
 * All calls to an outside host leave through the egress gateway: a Gateway, a VirtualService of two hops and, for TLS that
 * the gateway begins, a DestinationRule.
 */
export class Egress extends Construct {
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
    const passthrough = layer === 'tls';
    const entry = through.ports.find((one) => one.name === (passthrough ? 'https' : 'http2'));
    if (entry === undefined)
      refuse(
        this,
        MESH.unknownPort(
          through.name,
          passthrough ? 'named https' : 'named http2',
          through.ports.map((p) => p.port),
        ),
      );

    const gatewayService = ExistingService.of({
      name: through.name,
      namespace: through.namespace,
      ports: [called(entry.name, tcp(entry.port))],
      podLabels: through.selector,
    });
    const listeners = new Listeners(this, `${id}-egress`, {
      gateway: through,
      servers: [
        passthrough
          ? { port: entry.targetPort ?? entry.port, protocol: 'TLS', hosts: [host], tls: { mode: 'PASSTHROUGH' } }
          : { port: entry.targetPort ?? entry.port, protocol: 'HTTP', hosts: [host] },
      ],
    });
    const gateway = listeners.seenFrom(namespace);
    const first = { host: gatewayService.host, port: { number: entry.port } };
    const last = { host, port: { number: (originate ? portOf(originate.port) : port).port } };
    const listening = entry.targetPort ?? entry.port;
    const hops = { gateways: [gateway, 'mesh'], hosts: [host] };
    resource(
      this,
      istio.VirtualService,
      { name: `${id}-egress`, namespace },
      passthrough
        ? {
            ...hops,
            tls: [
              { match: [{ gateways: ['mesh'], port: port.port, sniHosts: [host] }], route: [{ destination: first }] },
              { match: [{ gateways: [gateway], port: listening, sniHosts: [host] }], route: [{ destination: last }] },
            ],
          }
        : {
            ...hops,
            http: [
              { match: [{ gateways: ['mesh'], port: port.port }], route: [{ destination: first }] },
              { match: [{ gateways: [gateway], port: listening }], route: [{ destination: last }] },
            ],
          },
    );
    if (originate !== undefined) {
      const tls = originate.tls ?? { mode: 'SIMPLE', sni: host };
      new DestinationPolicy(this, `${id}-tls`, { service, ports: [{ port: originate.port, policy: { tls } }] });
    }
  }
}
