import { Construct } from 'constructs';
import * as gatewayApi from '../../../imports/gateway.networking.k8s.io';
import * as istio from '../../../imports/networking.istio.io';
import { credentialProblems } from '../../checks/gateways/credential-namespace';
import { isDnsLabel } from '../../kit/formats';
import { check, type Problem, refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh';
import { TRAFFIC } from '../../problems/traffic';
import { resource } from '../resource';
import type { Labels } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { apiListeners, apiServerProblems, listenerNames } from './listeners-api';
import { credentialsOf, named, type ServerProps, serverProblems, serverTls } from './servers';

/** The pods that serve: the project's own Gateway, or one made elsewhere. */
export interface GatewayPods {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort?: number }[];
}

/** What the pods listen on for a port of the gateway's Service, which is what Istio's `Gateway` names. @throws IST0162 */
export function listenPort(gateway: GatewayPods, port: number): number {
  const found = gateway.ports.find((one) => one.port === port);
  if (found === undefined)
    return refuse(
      gateway.name,
      TRAFFIC.gatewayPort(
        port,
        gateway.name,
        gateway.ports.map((one) => String(one.port)),
      ),
    );
  return found.targetPort ?? found.port;
}

export interface ListenersProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Pods that serve. With api: 'gateway-api' and none, Istio deploys pods of its own. */
  readonly gateway?: GatewayPods;
  readonly servers: readonly ServerProps[];
  /** @default 'istio' */
  readonly api?: 'istio' | 'gateway-api';
  /** Namespaces whose routes may use it. Gateway API only. @default 'Same' */
  readonly allowRoutesFrom?: 'Same' | 'All';
}

/**
 * Ports, hosts and certificates that a gateway serves: a `Gateway` of Istio's API or of the Gateway API.
 * Sources: istio.io/api networking/v1 gateway.proto; gateway.networking.k8s.io/v1.
 */
export class Listeners extends Construct {
  readonly name: string;
  readonly namespace: string;
  /** All hosts that it serves, without the namespaces that they may begin with. */
  readonly hosts: readonly string[];

  /** @throws MESH307, MESH309, MESH315, MESH332, MESH337, MESH345, MESH360 for its servers, MESH317 for a name that Istio refuses, MESH326 for what the Gateway API cannot say. Synth reports IST0101 for a credential in a namespace that the pods do not see. */
  constructor(
    scope: Construct,
    id: string,
    readonly props: ListenersProps,
  ) {
    super(scope, id);
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    this.hosts = [...new Set(props.servers.flatMap(({ hosts }) => hosts.map((host) => host.replace(/^.*\//, ''))))];
    const [problem] = serverProblems(props.servers);
    if (problem !== undefined) refuse(this, problem);
    check(this, () => [
      ...props.servers.flatMap(credentialsOf).flatMap((one) => credentialProblems(this.readsSecrets, one)),
      ...portProblems(props),
    ]);
    if (props.api === 'gateway-api') this.gatewayApi();
    else this.istio();
  }

  /** Who reads the Secrets of its servers: the pods, or for the Gateway API istiod, beside the Gateway. */
  private get readsSecrets(): { readonly name: string; readonly namespace: string } | undefined {
    return this.props.api === 'gateway-api' ? this : this.props.gateway;
  }

  /** Listeners that routes of the Gateway API name, where others only redirect. @default - all of them */
  get sections(): readonly string[] | undefined {
    const servers = named(this.props.servers);
    return servers.some(({ httpsRedirect }) => httpsRedirect)
      ? servers.filter(({ httpsRedirect }) => !httpsRedirect).flatMap(listenerNames)
      : undefined;
  }

  /** Its name in a route of `namespace`. */
  seenFrom(namespace: string): string {
    return namespace === this.namespace ? this.name : `${this.namespace}/${this.name}`;
  }

  private istio() {
    const { gateway, servers } = this.props;
    if (!isDnsLabel(this.name)) refuse(this, MESH.gatewayName(this.name));
    if (gateway === undefined)
      refuse(this, TRAFFIC.missing('gateway for', this.name, 'give it `gateway`, whose pods serve'));
    resource(this, istio.Gateway, this, {
      selector: selectorOf(gateway),
      servers: named(servers).map(({ port, name, protocol, hosts, bind, tls, httpsRedirect }) => ({
        port: { number: port, name, protocol },
        hosts,
        bind,
        tls: tls ? serverTls(tls) : httpsRedirect ? { httpsRedirect } : undefined,
      })),
    });
  }

  private gatewayApi() {
    const { servers, gateway } = this.props;
    const [problem] = apiServerProblems(servers);
    if (problem !== undefined) refuse(this, problem);
    const { clusterDomain } = MeshNamespace.of(this);
    resource(this, gatewayApi.Gateway, this, {
      gatewayClassName: 'istio',
      addresses: gateway && [{ type: 'Hostname', value: `${gateway.name}.${gateway.namespace}.svc.${clusterDomain}` }],
      listeners: apiListeners(this.props),
    });
    const sections = named(servers)
      .filter(({ httpsRedirect }) => httpsRedirect)
      .flatMap(listenerNames);
    if (sections.length === 0) return;
    const requestRedirect = { scheme: 'https', statusCode: 301 } as const;
    resource(
      this,
      gatewayApi.HttpRoute,
      { name: `${this.name}-https-redirect`, namespace: this.namespace },
      {
        parentRefs: sections.map((sectionName) => ({ name: this.name, sectionName })),
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect }] }],
      },
      'HttpsRedirect',
    );
  }
}

/** The servers' ports are those of the gateway's Service, as far as the handle says which it has. */
function portProblems({ gateway, servers, api }: ListenersProps): readonly Problem[] {
  if (gateway === undefined || gateway.ports.length === 0) return [];
  // The Gateway API means ports of the Service alone.
  const known = new Set(
    gateway.ports.flatMap(({ port, targetPort = port }) => (api === 'gateway-api' ? [port] : [port, targetPort])),
  );
  return servers
    .filter(({ port }) => !known.has(port))
    .map(({ port }) => TRAFFIC.gatewayPort(port, gateway.name, [...known].map(String)));
}

/** The one label by which Istio's samples choose a gateway, or all of its labels. */
const selectorOf = ({ selector }: GatewayPods): Labels =>
  selector['istio'] === undefined ? selector : { istio: selector['istio'] };
