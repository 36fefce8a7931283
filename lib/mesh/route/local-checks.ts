import { Construct } from 'constructs';
import type { Problem } from '../../kit/problems';
import { TRAFFIC } from '../../problems/mesh/traffic';
import { addressOf } from '../services/handles';
import { PROTOCOLS } from '../services/ports';
import type { RouteProps } from './props';
import { type HttpRule, listOf, targetsOf } from './rules';

/** A service whose ports are known here alone, for others deploy it; those of this tree are checked with all else. */
const onTcp = (name: string, to: HttpRule['to']): readonly Problem[] =>
  targetsOf(to).flatMap(({ target }) => {
    const { service, port = service.ports[0] } = addressOf(target);
    const tcp = port !== undefined && PROTOCOLS[port.protocol].layer === 'tcp';
    return service instanceof Construct || !tcp ? [] : [TRAFFIC.httpOnTcp(name, service.host, port.port, 'TCP')];
  });

const named = ({ http = [] }: RouteProps): readonly (readonly [name: string, rule: HttpRule])[] =>
  http.map((rule, i) => [rule.name ?? `http[${i}]`, rule]);

/** Relations of a route to services that are not in this tree. */
export const relationsElsewhere = (props: RouteProps): readonly Problem[] =>
  named(props).flatMap(([name, { to }]) => onTcp(name, to));

const ACTIONS = ['redirect', 'respond', 'delegate'] as const;
const doesNothing = (rule: HttpRule): boolean =>
  targetsOf(rule.to).length === 0 && ACTIONS.every((action) => rule[action] === undefined);

/** What would not be written at all, or mean something else; what is wrong with what is written, its checks say. */
export function routeProblems(props: RouteProps): readonly Problem[] {
  const { http = [], tls = [], tcp = [], service, hosts, delegated, gateways, api } = props;
  return [
    ...(http.length + tls.length + tcp.length === 0 ? [TRAFFIC.noRule()] : []),
    // Without a host it would be one that others delegate to.
    ...(!delegated &&
    (hosts?.length === 0 || (service === undefined && hosts === undefined && listOf(gateways).length === 0))
      ? [TRAFFIC.noHost()]
      : []),
    // The Gateway API takes such a rule, and answers 500.
    ...(api === 'gateway-api' ? named(props) : []).flatMap(([name, rule]) =>
      doesNothing(rule) ? [TRAFFIC.noAction(name)] : [],
    ),
  ];
}
