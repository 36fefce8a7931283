import { Construct } from 'constructs';
import * as gatewayApi from '../../../imports/gateway.networking.k8s.io';
import * as istio from '../../../imports/networking.istio.io';
import { credentialProblems } from '../../checks/gateways/credential-namespace';
import { check, type Problem, refuse } from '../../kit/problems';
import { serviceHost } from '../../model/hosts/names';
import { EDGE } from '../../problems/mesh/edge';
import { TRAFFIC } from '../../problems/mesh/traffic';
import { mustFit } from '../must-fit';
import { metadataOf, resource } from '../resource';
import { MeshNamespace } from '../services/namespace';
import { apiListeners, apiServerProblems, frontendTls, listenerNames } from './listeners-api';
import type { ApiListeners, GatewayPods, IstioListeners, ListenersProps } from './props';
import { credentialsOf, named, serverTls } from './servers';

export type { ApiListeners, GatewayPods, Infrastructure, IstioListeners, ListenersProps } from './props';

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

/**
 * Ports, hosts and certificates that a gateway serves: a `Gateway` of Istio's API or of the Gateway API, with the ReferenceGrants for
 * certificates of other namespaces.
 * Sources: istio.io/api networking/v1 gateway.proto; gateway.networking.k8s.io/v1.
 */
export class Listeners extends Construct {
  readonly name: string;
  readonly namespace: string;
  /** All hosts that it serves, without the namespaces that they may begin with. */
  readonly hosts: readonly string[];

  /** @throws MESH326, MESH371 for what the API cannot say. What is wrong with its servers, synth says, and IST0101 for a credential in a namespace that the pods do not see. */
  constructor(
    scope: Construct,
    id: string,
    readonly props: ListenersProps,
  ) {
    super(scope, id);
    mustFit(this, 'ListenersProps', props);
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    this.hosts = [...new Set(props.servers.flatMap(({ hosts }) => hosts.map((host) => host.replace(/^.*\//, ''))))];
    const isApi = props.api === 'gateway-api';
    check(this, () => [
      ...(isApi ? [] : props.servers.flatMap(credentialsOf).flatMap((one) => credentialProblems(props.gateway, one))),
      ...(isApi && props.gateway !== undefined && props.gateway.namespace !== this.namespace
        ? [EDGE.gatewayBesidePods(this.namespace, props.gateway.namespace)]
        : []),
      // Of a gateway of this tree the Service itself is asked.
      ...(isApi || !(props.gateway instanceof Construct) ? portProblems(props) : []),
    ]);
    const closed =
      props.api === 'gateway-api' ? undefined : props.servers.find((one) => one.allowRoutesFrom !== undefined);
    if (closed !== undefined) refuse(this, EDGE.notInIstio(`\`allowRoutesFrom\` of the server on port ${closed.port}`));
    if (props.api === 'gateway-api') this.gatewayApi(props);
    else this.istio(props);
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

  private istio(props: IstioListeners) {
    const { gateway, servers } = props;
    resource(this, istio.Gateway, metadataOf(this, props), {
      selector: gateway.selector,
      servers: named(servers).map(({ port, name, protocol, hosts, bind, tls, httpsRedirect }) => ({
        port: { number: port, name, protocol },
        hosts,
        bind,
        tls: tls ? serverTls(tls) : httpsRedirect ? { httpsRedirect } : undefined,
      })),
    });
  }

  /** Secrets of other namespaces: their owners must let the Gateway read them. */
  private grants() {
    const { namespace } = this;
    const foreign = this.props.servers.flatMap(credentialsOf).filter((one) => one.namespace !== namespace);
    for (const owner of new Set(foreign.map((one) => one.namespace)))
      resource(
        this,
        gatewayApi.ReferenceGrant,
        { name: `${namespace}-${this.name}`, namespace: owner },
        {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace }],
          to: [...new Set(foreign.filter((one) => one.namespace === owner).map(({ name }) => name))].map((name) => ({
            group: '',
            kind: 'Secret',
            name,
          })),
        },
        `Grant-${owner}`,
      );
  }

  private gatewayApi(props: ApiListeners) {
    const { servers, gateway, gatewayClassName = 'istio', infrastructure } = props;
    const [problem] = apiServerProblems(servers);
    if (problem !== undefined) refuse(this, problem);
    const { clusterDomain } = MeshNamespace.of(this);
    resource(this, gatewayApi.Gateway, metadataOf(this, props), {
      gatewayClassName,
      infrastructure,
      addresses: gateway && [{ type: 'Hostname', value: serviceHost(gateway, clusterDomain) }],
      listeners: apiListeners(props, this.namespace),
      tls: frontendTls(servers, this.namespace),
    });
    this.grants();
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

/** What routes are bound to: Listeners, or a Gateway that others wrote. */
export type GatewayHandle = Pick<Listeners, 'name' | 'namespace' | 'hosts' | 'sections' | 'seenFrom'>;

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
