import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import type { Gateway } from '../gateways/gateway';
import { CROSS_NETWORK_PORT } from '../istio/parts/network-policy';
import { Revision } from '../istio/revisions/revision';

const EVERYTHING = ['*'];

/** What others reach through an east-west gateway. */
export interface Exposes {
  readonly services: boolean;
  /** This cluster's istiod. */
  readonly istiod: boolean;
  /** Namespaces of istiods that run here for other clusters. */
  readonly external: readonly string[];
}

/**
 * What an east-west gateway lets in from other clusters. TLS passes through it: both ends prove who they are to each other.
 * Held by `test:clusters`: policies know callers of another cluster, and a stranger is asked for a certificate.
 */
export class Exposure extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly gateway: Gateway,
    exposes: Exposes,
  ) {
    super(scope, id);
    if (exposes.services) this.services();
    if (exposes.istiod || exposes.external.length > 0) this.istiodPorts();
    const { props } = gateway.controlPlane;
    if (exposes.istiod) this.istiodRoute('istiod-vs', new Revision(props), EVERYTHING);
    for (const namespace of exposes.external) {
      const istiod = new Revision({ ...props, namespace });
      // By the name that clients ask for, so that one gateway leads to several.
      this.istiodRoute(`istiod-vs-${namespace}`, istiod, [istiod.host]);
    }
  }

  private services(): void {
    new istio.Gateway(this, 'Services', {
      metadata: { name: 'cross-network-gateway', namespace: this.gateway.namespace },
      spec: {
        selector: { ...this.gateway.selector },
        servers: [
          {
            port: { number: CROSS_NETWORK_PORT, name: 'tls', protocol: 'TLS' },
            tls: { mode: istio.GatewaySpecServersTlsMode.AUTO_UNDERSCORE_PASSTHROUGH },
            hosts: ['*.local'],
          },
        ],
      },
    });
  }

  private istiodPorts(): void {
    const { namespace } = this.gateway;
    const passthrough = (name: string, number: number) => ({
      port: { name, number, protocol: 'TLS' },
      tls: { mode: istio.GatewaySpecServersTlsMode.PASSTHROUGH },
      hosts: EVERYTHING,
    });
    new istio.Gateway(this, 'Istiod', {
      metadata: { name: 'istiod-gateway', namespace },
      spec: {
        selector: { ...this.gateway.selector },
        servers: [passthrough('tls-istiod', 15012), passthrough('tls-istiodwebhook', 15017)],
      },
    });
  }

  private istiodRoute(name: string, istiod: Revision, sniHosts: readonly string[]): void {
    const { namespace, controlPlane } = this.gateway;
    const host = `${istiod.host}.${controlPlane.props.identity.clusterDomain}`;
    const route = (port: number, to: number) => ({
      match: [{ port, sniHosts: [...sniHosts] }],
      route: [{ destination: { host, port: { number: to } } }],
    });
    new istio.VirtualService(this, `Route-${istiod.namespace}`, {
      metadata: { name, namespace },
      spec: { hosts: [...sniHosts], gateways: ['istiod-gateway'], tls: [route(15012, 15012), route(15017, 443)] },
    });
  }
}
