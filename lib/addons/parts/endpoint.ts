import { serviceHost } from '../../model/hosts/names';
/** A port of a Service of the addons' namespace. */
export class AddonEndpoint {
  /** Full host name, which needs no DNS search path. */
  readonly host: string;
  readonly url: string;

  constructor(
    readonly service: string,
    readonly port: number,
    readonly place: { readonly namespace: string; readonly clusterDomain: string },
  ) {
    this.host = serviceHost({ name: service, namespace: place.namespace }, place.clusterDomain);
    this.url = `http://${this.host}:${port}`;
  }

  /** URL for a client of the same namespace. */
  get shortUrl(): string {
    return `http://${this.service}:${this.port}`;
  }
}
