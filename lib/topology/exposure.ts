import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import type { Gateway } from '../gateways/gateway';

const EVERYTHING = ['*'];

/** What an east-west gateway lets in from other clusters. TLS passes through it: both ends prove who they are to each other. */
export class Exposure extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly gateway: Gateway,
    exposes: { readonly services: boolean; readonly istiod: boolean },
  ) {
    super(scope, id);
    if (exposes.services) this.services();
    if (exposes.istiod) this.istiod();
  }

  private services(): void {
    new istio.Gateway(this, 'Services', {
      metadata: { name: 'cross-network-gateway', namespace: this.gateway.namespace },
      spec: {
        selector: { ...this.gateway.selector },
        servers: [
          {
            port: { number: 15443, name: 'tls', protocol: 'TLS' },
            tls: { mode: istio.GatewaySpecServersTlsMode.AUTO_UNDERSCORE_PASSTHROUGH },
            hosts: ['*.local'],
          },
        ],
      },
    });
  }

  private istiod(): void {
    const { namespace, controlPlane } = this.gateway;
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
    const { identity } = controlPlane.props;
    const host = `istiod.${controlPlane.props.namespace}.svc.${identity.clusterDomain}`;
    const route = (port: number, to: number) => ({
      match: [{ port, sniHosts: EVERYTHING }],
      route: [{ destination: { host, port: { number: to } } }],
    });
    new istio.VirtualService(this, 'IstiodRoute', {
      metadata: { name: 'istiod-vs', namespace },
      spec: { hosts: EVERYTHING, gateways: ['istiod-gateway'], tls: [route(15012, 15012), route(15017, 443)] },
    });
  }
}
