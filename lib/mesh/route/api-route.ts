import type { Construct } from 'constructs';
import * as gatewayApi from '../../../imports/gateway.networking.k8s.io';
import { filled } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { GatewayHandle } from '../edge/listeners';
import { metadataOf, resource } from '../resource';
import { addressOf, type ServiceHandle, type Target } from '../services/handles';
import { apiHttp, backend } from './gateway-api';
import type { RouteProps } from './props';
import { type HttpRule, listOf, type Mirror, type TcpMatch, type TcpRule, type TlsRule, targetsOf } from './rules';

/** A route as these see it. */
interface ApiRoute extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly props: RouteProps;
}

const elsewhere = (namespace: string | undefined, own: string) => (namespace === own ? undefined : namespace);

const gatewayParents = ({ name, namespace, sections }: GatewayHandle, own: string) =>
  (sections ?? [undefined]).map((sectionName) => ({ name, namespace: elsewhere(namespace, own), sectionName }));

function serviceParent(route: ApiRoute, service: ServiceHandle) {
  const { name, namespace } = service;
  if (namespace === undefined) return refuse(route, TRAFFIC.notInApi(`route for ${service.host}, which is no Service`));
  return {
    group: '',
    kind: 'Service',
    name,
    namespace: elsewhere(namespace, route.namespace),
    // Without a port the route is for all of them.
    port: route.props.port?.port.port ?? (service.ports.length === 1 ? service.ports[0]?.port : undefined),
  };
}

function parents(route: ApiRoute) {
  const { service, gateways, alsoMesh } = route.props;
  const listeners = listOf(gateways);
  const inMesh = listeners.length === 0 || alsoMesh;
  if (inMesh && service === undefined)
    return refuse(route, alsoMesh ? TRAFFIC.notInApi('route of the mesh that names no service') : TRAFFIC.noHost());
  return [
    ...listeners.flatMap((listener) => gatewayParents(listener, route.namespace)),
    ...(inMesh && service !== undefined ? [serviceParent(route, service)] : []),
  ];
}

const backends = ({ to }: TcpRule | TlsRule, namespace: string) =>
  targetsOf(to).map(({ target, weight }) => ({ ...backend(target, namespace), weight }));

const CONNECTION_FIELDS = ['port', 'from', 'destinationSubnets'] as const satisfies readonly (keyof TcpMatch)[];

function mustBeSaid(route: ApiRoute): void {
  const { delegated, exportTo, tls = [], tcp = [] } = route.props;
  if (delegated) refuse(route, TRAFFIC.notInApi('delegation'));
  if (exportTo !== undefined) refuse(route, TRAFFIC.notInApi('`exportTo`'));
  if (tcp.length > 1) refuse(route, TRAFFIC.notInApi('choice between several TCP rules'));
  for (const { match } of [...tls, ...tcp])
    for (const one of listOf<TcpMatch>(match))
      for (const field of CONNECTION_FIELDS)
        if (one[field] !== undefined) refuse(route, TRAFFIC.notInApi(`match of connections by ${field}`));
}

/** Services of other namespaces that a gateway sends to for this route: their owners must let it. */
function grants(route: ApiRoute): void {
  const { http = [], tls = [], tcp = [], gateways } = route.props;
  if (listOf(gateways).length === 0) return;
  const mirrors = http.flatMap(({ mirror }) => listOf<Mirror>(mirror).map(({ to }) => to));
  const targets = (rules: readonly (HttpRule | TcpRule | TlsRule)[]): readonly Target[] =>
    rules.flatMap(({ to }) => targetsOf(to).map(({ target }) => target));
  const byKind = { HTTPRoute: [...targets(http), ...mirrors], TLSRoute: targets(tls), TCPRoute: targets(tcp) };
  const wanted = Object.entries(byKind).flatMap(([kind, all]) =>
    all.map((target) => ({ kind, namespace: addressOf(target).service.namespace, name: backend(target, '').name })),
  );
  for (const namespace of new Set(wanted.map((one) => one.namespace))) {
    if (namespace === undefined || namespace === route.namespace) continue;
    const here = wanted.filter((one) => one.namespace === namespace);
    resource(
      route,
      gatewayApi.ReferenceGrant,
      { name: `${route.namespace}-${route.name}`, namespace },
      {
        from: [...new Set(here.map(({ kind }) => kind))].map((kind) => ({
          group: 'gateway.networking.k8s.io',
          kind,
          namespace: route.namespace,
        })),
        to: [...new Set(here.map(({ name }) => name))].map((name) => ({ group: '', kind: 'Service', name })),
      },
      `Grant-${namespace}`,
    );
  }
}

/** Writes HTTPRoute, TLSRoute and TCPRoute of the Gateway API, and the ReferenceGrants that they need. @throws MESH326 */
export function apiRoute(route: ApiRoute): void {
  const { http, tls = [], tcp = [], hosts = [] } = route.props;
  const { namespace, name } = route;
  mustBeSaid(route);
  const parentRefs = parents(route);
  if (http !== undefined) {
    const hostnames = filled(hosts.filter((host) => host !== '*'));
    const rules = http.map((rule) => apiHttp(route.node.path, rule, namespace));
    resource(route, gatewayApi.HttpRoute, metadataOf(route, route.props), { parentRefs, hostnames, rules });
  }
  // A TLSRoute is for one set of names.
  for (const [i, rule] of tls.entries()) {
    const sni = listOf<{ readonly sni: readonly string[] }>(rule.match).flatMap((match) => match.sni);
    const metadata = metadataOf({ name: i === 0 ? name : `${name}-${i}`, namespace }, route.props);
    const rules = [{ backendRefs: backends(rule, namespace) }];
    resource(route, gatewayApi.TlsRoute, metadata, { parentRefs, hostnames: sni, rules }, `Tls${i === 0 ? '' : i}`);
  }
  const rules = tcp.map((rule) => ({ backendRefs: backends(rule, namespace) }));
  if (rules.length > 0)
    resource(route, gatewayApi.TcpRoute, metadataOf(route, route.props), { parentRefs, rules }, 'Tcp');
  grants(route);
}
