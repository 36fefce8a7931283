import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { check, placed, refuse } from '../../kit/problems';
import type { GatewayHandle } from '../edge/listeners';
import { mustFit } from '../must-fit';
import { metadataOf, resource } from '../resource';
import { hostFrom } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { apiRoute } from './api-route';
import { istioHttp, istioTcp, istioTls } from './istio';
import { relationsElsewhere, routeProblems } from './local-checks';
import type { RouteProps } from './props';
import { listOf } from './rules';

export { APIS, type Api, type RouteProps } from './props';

/**
 * Which requests go where: a VirtualService, or HTTPRoute, TLSRoute and TCPRoute of the Gateway API. With the latter, a gateway's
 * route to a Service of another namespace also writes the ReferenceGrant there.
 * Sources: istio.io/api networking/v1 virtual_service.proto; gateway.networking.k8s.io/v1.
 */
export class Route extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH323 without a rule, MESH327 for nobody, MESH324, MESH326 for what the Gateway API cannot say. What is wrong with a rule, synth says. */
  constructor(
    scope: Construct,
    id: string,
    readonly props: RouteProps,
  ) {
    super(scope, id);
    mustFit(this, 'RouteProps', props);
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    const [problem] = routeProblems(props);
    if (problem !== undefined) refuse(this, problem);
    check(this, () => relationsElsewhere(props));
    placed(this, () => (props.api === 'gateway-api' ? apiRoute(this) : this.virtualService()));
  }

  private get gateways(): readonly GatewayHandle[] {
    return listOf(this.props.gateways);
  }

  private hosts(): readonly string[] | undefined {
    const { hosts, service, delegated, tls } = this.props;
    if (delegated) return undefined;
    if (hosts !== undefined) return hosts;
    // Names of TLS rules must be within the hosts as they are written.
    if (service !== undefined) return service.hosts ?? [tls ? service.host : hostFrom(service, this.namespace)];
    return [...new Set(this.gateways.flatMap((gateway) => gateway.hosts))];
  }

  private virtualService() {
    const { http, tls, tcp, alsoMesh, exportTo } = this.props;
    const gateways = this.gateways.map((gateway) => gateway.seenFrom(this.namespace));
    resource(this, istio.VirtualService, metadataOf(this, this.props), {
      hosts: this.hosts(),
      gateways: filled(alsoMesh ? [...gateways, 'mesh'] : gateways),
      http: http?.map((rule) => istioHttp(rule, this.namespace)),
      tls: tls?.map((rule) => istioTls(rule, this.namespace)),
      tcp: tcp?.map((rule) => istioTcp(rule, this.namespace)),
      exportTo,
    });
  }
}
