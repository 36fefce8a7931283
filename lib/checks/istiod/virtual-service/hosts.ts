import { isAddress } from '../../../kit/formats/formats';
import type { Problem } from '../../../kit/problems';
import { isExactHost } from '../../../model/hosts/grammar';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import type { Rule } from '../../rule';
import { isLabel } from '../words';
import { atGateways, isRouteHost, matchesOf, rule, type Spec } from './rule';

/** What is wrong with a route that others delegate to. */
const delegateFault = ({ hosts = [], gateways = [], tls = [], tcp = [] }: Spec): readonly Problem[] => {
  if (hosts.length > 0) return [];
  const [odd] = [
    gateways.length > 0 && 'gateways',
    tls.length > 0 && 'rules of TLS',
    tcp.length > 0 && 'rules of TCP',
  ].filter((one) => one !== false);
  return odd === undefined
    ? []
    : [
        ROUTED.route(
          `a route without hosts has ${odd}`,
          'one that others delegate to has rules of HTTP alone; else give it hosts',
        ),
      ];
};

const isClaim = (header: string): boolean => header.startsWith('@request.auth.claims');

const hosts = rule('route-is-sound', 'MESH948', 'a route has rules, and hosts as its way into Envoy asks', {
  of: (spec) => {
    const { hosts: all = [], http = [], tls = [], tcp = [] } = spec;
    const odd = all.find((host) => !isAddress(host) && !isRouteHost(host, spec));
    const headers = http
      .flatMap(({ match = [] }) => match)
      .flatMap(({ headers: some = {}, withoutHeaders = {} }) => Object.keys({ ...some, ...withoutHeaders }));
    return [
      ...delegateFault(spec),
      ...(odd === undefined
        ? []
        : [
            ROUTED.route(
              `${JSON.stringify(odd)} is no host of a route`,
              'use a DNS name, whose first label may be "*", or an address',
            ),
          ]),
      ...(!atGateways(spec) && all.includes('*')
        ? [ROUTED.route('a route inside the mesh is for every host', 'name hosts, or bind it to gateways alone')]
        : []),
      ...(http.length + tls.length + tcp.length === 0
        ? [ROUTED.route('the route has no rule', 'give it rules of HTTP, TLS or TCP')]
        : []),
      ...(!atGateways(spec) && headers.some(isClaim)
        ? [ROUTED.route('claims of tokens are matched, which gateways alone know', 'bind the route to gateways alone')]
        : []),
    ];
  },
});

/** `name`, `name.namespace` or `namespace/name`. Source: istio pkg/config/validation, validateGatewayNames. */
function isGateway(text: string): boolean {
  const slash = text.indexOf('/');
  return slash < 0 ? isExactHost(text) : isLabel(text.slice(0, slash)) && isLabel(text.slice(slash + 1));
}

const gateways = rule('gateways-are-named', 'MESH468', 'gateways and namespaces that a route names can exist', {
  of: (spec) => [
    ...[...(spec.gateways ?? []), ...matchesOf(spec).flatMap(({ gateways: some = [] }) => some)]
      .filter((one) => !isGateway(one))
      .map((one) => ROUTED.name(one, 'gateway')),
    ...(spec.http ?? [])
      .flatMap(({ match = [] }) => match.map(({ sourceNamespace }) => sourceNamespace ?? ''))
      .filter((one) => one !== '' && !isLabel(one))
      .map((one) => ROUTED.name(one, 'namespace')),
  ],
});

export const HOST_RULES: readonly Rule[] = [hosts, gateways];
