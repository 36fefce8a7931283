import { Construct } from 'constructs';
import { isAddress, isCidr } from '../../kit/formats';
import { isHost } from '../../kit/hosts';
import type { Problem } from '../../kit/problems';
import { hostHolds } from '../../model/hosts';
import { MESH } from '../../problems/mesh';
import { POLICY } from '../../problems/policy';
import { TRAFFIC } from '../../problems/traffic';
import { WEBHOOK } from '../../problems/webhook';
import { addressOf } from '../services/handles';
import { PROTOCOLS } from '../services/ports';
import type { HttpMatch } from './match';
import type { RouteProps } from './props';
import { connectionTargets, ruleProblems } from './rule-checks';
import { type HttpRule, listOf, type TcpMatch, targetsOf } from './rules';

/** A service whose ports are known here alone, for others deploy it; those of this tree are checked with all else. */
const onTcp = (name: string, to: HttpRule['to']): readonly Problem[] =>
  targetsOf(to).flatMap(({ target }) => {
    const { service, port = service.ports[0] } = addressOf(target);
    const tcp = port !== undefined && PROTOCOLS[port.protocol].layer === 'tcp';
    return service instanceof Construct || !tcp ? [] : [TRAFFIC.httpOnTcp(name, service.host, port.port, 'TCP')];
  });

/** Relations of a route to services that are not in this tree. */
export const relationsElsewhere = ({ http = [] }: RouteProps): readonly Problem[] =>
  http.flatMap(({ name, to }, i) => onTcp(name ?? `http[${i}]`, to));

/** A route without gateways is for the mesh, where names of hosts and claims mean less. */
function meshProblems({ http = [], hosts, delegated, gateways, alsoMesh }: RouteProps): readonly Problem[] {
  const inMesh = !delegated && (listOf(gateways).length === 0 || alsoMesh);
  if (!inMesh) return [];
  return [
    ...(hosts?.includes('*') ? [WEBHOOK.anyHostInMesh()] : []),
    ...http.flatMap(({ match, name }, i) =>
      listOf<HttpMatch>(match).some(({ claims }) => claims !== undefined)
        ? [TRAFFIC.claimsNeedGateway(name ?? `http[${i}]`)]
        : [],
    ),
  ];
}

/** A delegate is one step, of HTTP. */
function delegateProblems({ delegated, http = [], tls = [], tcp = [] }: RouteProps): readonly Problem[] {
  if (!delegated) return [];
  return [
    ...(tls.length + tcp.length > 0 ? [WEBHOOK.inDelegate('rules of TLS or TCP')] : []),
    ...(http.some(({ delegate }) => delegate !== undefined) ? [WEBHOOK.inDelegate('a delegate')] : []),
  ];
}

/** Connections: names within the route's hosts, and networks. */
function connectionProblems({ tls = [], tcp = [], hosts, service, api }: RouteProps): readonly Problem[] {
  const wide = hosts ?? (service && [service.host]);
  const sni = tls.flatMap(({ match }) => listOf<{ readonly sni: readonly string[] }>(match)).flatMap((one) => one.sni);
  const subnets = [...tls, ...tcp]
    .flatMap(({ match }) => listOf<TcpMatch>(match))
    .flatMap(({ destinationSubnets = [] }) => destinationSubnets);
  return [
    ...(wide === undefined || api === 'gateway-api'
      ? []
      : sni
          .filter((name) => !wide.some((host) => hostHolds(host, name)))
          .map((name) => WEBHOOK.foreignSni(name, wide.join(', ')))),
    ...subnets.filter((one) => !isCidr(one) && !isAddress(one)).map((one) => POLICY.ipBlock(one)),
    ...tls.flatMap((rule, i) => connectionTargets(`tls[${i}]`, rule)),
    ...tcp.flatMap((rule, i) => connectionTargets(`tcp[${i}]`, rule)),
  ];
}

/** Istio takes any case of letters, and addresses. */
const isRouteHost = (host: string): boolean => host === '*' || isHost(host.toLowerCase()) || isAddress(host);

/** What is wrong with a route by itself. */
export function routeProblems(props: RouteProps): readonly Problem[] {
  const { http = [], tls = [], tcp = [], service, hosts, delegated, gateways, exportTo } = props;
  return [
    ...(http.length + tls.length + tcp.length === 0 ? [TRAFFIC.noRule()] : []),
    ...(!delegated && service === undefined && hosts === undefined && listOf(gateways).length === 0
      ? [TRAFFIC.noHost()]
      : []),
    ...http.flatMap((rule, i) => ruleProblems(rule, rule.name ?? `http[${i}]`)),
    ...connectionProblems(props),
    ...delegateProblems(props),
    ...meshProblems(props),
    ...exportProblems(exportTo),
    ...(hosts ?? []).filter((host) => !isRouteHost(host)).map((host) => MESH.hostName(host)),
  ];
}

/** All namespaces, or some. */
export const exportProblems = (exportTo: readonly string[] = []): readonly Problem[] =>
  exportTo.length > 1 && exportTo.includes('*') ? [WEBHOOK.together("exportTo '*'", 'names of namespaces')] : [];
