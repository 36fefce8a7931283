import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { check, placed, refuse } from '../../kit/problems';
import type { Listeners } from '../edge/listeners';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { hostFrom, type PortHandle, type ServiceHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { apiRoute } from './api-route';
import { istioHttp, istioTcp, istioTls } from './istio';
import { relationsElsewhere, routeProblems } from './local-checks';
import { type HttpRule, listOf, type TcpRule, type TlsRule } from './rules';

/** Whose resources a construct writes. */
export const APIS = ['istio', 'gateway-api'] as const;
export type Api = (typeof APIS)[number];

export interface RouteProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Requests to this service, from inside the mesh; with the Gateway API also to one of its ports alone. @default - to all of its ports */
  readonly service?: ServiceHandle;
  /** The port of `service` that a route of the Gateway API is for. @default - all */
  readonly port?: PortHandle;
  /** Hosts of requests that enter at `gateways`. @default - the gateways' own, or the service's */
  readonly hosts?: readonly string[];
  /** Where the requests enter. @default - the mesh: every sidecar */
  readonly gateways?: Listeners | readonly Listeners[];
  /** Also for requests from inside the mesh, beside `gateways`. @default false */
  readonly alsoMesh?: boolean;
  readonly http?: readonly HttpRule[];
  readonly tls?: readonly TlsRule[];
  readonly tcp?: readonly TcpRule[];
  /** Only another route's `delegate` leads here. @default false */
  readonly delegated?: boolean;
  /** @default 'istio' */
  readonly api?: Api;
  /** Namespaces that see it: `.` for its own. Istio's API only. @default - all */
  readonly exportTo?: readonly string[];
}

/**
 * Which requests go where: a VirtualService, or HTTPRoute, TLSRoute and TCPRoute of the Gateway API. With the latter, a gateway's
 * route to a Service of another namespace also writes the ReferenceGrant there.
 * Sources: istio.io/api networking/v1 virtual_service.proto; gateway.networking.k8s.io/v1.
 */
export class Route extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH321-MESH327 (MESH326 for what the Gateway API cannot say), MESH331, MESH333 for what is wrong with a rule by itself */
  constructor(
    scope: Construct,
    id: string,
    readonly props: RouteProps,
  ) {
    super(scope, id);
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    const [problem] = routeProblems(props);
    if (problem !== undefined) refuse(this, problem);
    check(this, () => relationsElsewhere(props));
    placed(this, () => (props.api === 'gateway-api' ? apiRoute(this) : this.virtualService()));
  }

  private get gateways(): readonly Listeners[] {
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
