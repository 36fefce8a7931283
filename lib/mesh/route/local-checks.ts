import { Construct } from 'constructs';
import { TRAFFIC } from '../../checks/problems/traffic';
import type { Problem } from '../../kit/problems';
import { isDuration } from '../../kit/values';
import { addressOf } from '../handles';
import type { HttpMatch } from '../match';
import { PROTOCOLS } from '../ports';
import type { RouteProps } from './route';
import { type HttpRule, listOf, type Mirror, targetsOf } from './rules';

const ACTIONS = ['to', 'redirect', 'respond', 'delegate'] as const;

const duration = (field: string, value: string | undefined): readonly Problem[] =>
  value === undefined || isDuration(value) ? [] : [TRAFFIC.duration(field, value)];
const percent = (field: string, value: number | undefined): readonly Problem[] =>
  value === undefined || (value >= 0 && value <= 100) ? [] : [TRAFFIC.share(field, value)];

/** Istio counts in whole percents. */
const weights = (name: string, to: HttpRule['to']): readonly Problem[] =>
  targetsOf(to).flatMap(({ weight = 0 }) =>
    Number.isInteger(weight)
      ? percent(`a weight of ${name}`, weight)
      : [TRAFFIC.wholeNumber(`a weight of ${name}`, weight)],
  );

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

function ruleProblems(rule: HttpRule, name: string): readonly Problem[] {
  const actions = ACTIONS.filter((action) => rule[action] !== undefined);
  const { fault, retries, timeout, respond } = rule;
  const attempts = retries?.attempts ?? 0;
  const status = [respond?.status, fault?.abort && 'status' in fault.abort ? fault.abort.status : undefined];
  return [
    ...(actions.length === 0 ? [TRAFFIC.noAction(name)] : []),
    ...(actions.length > 1 ? [TRAFFIC.twoActions(name, actions)] : []),
    ...duration(`${name}.timeout`, timeout),
    ...duration(`${name}.retries.perTryTimeout`, retries?.perTryTimeout),
    ...duration(`${name}.fault.delay.fixed`, fault?.delay?.fixed),
    ...percent(`${name}.fault.delay.percent`, fault?.delay?.percent),
    ...percent(`${name}.fault.abort.percent`, fault?.abort?.percent),
    ...weights(name, rule.to),
    ...listOf<Mirror>(rule.mirror).flatMap((mirror) => percent(`${name}.mirror.percent`, mirror.percent)),
    ...(Number.isInteger(attempts) && attempts >= 0 ? [] : [TRAFFIC.wholeNumber(`${name}.retries.attempts`, attempts)]),
    ...status.flatMap((code) =>
      code === undefined || (Number.isInteger(code) && code >= 200 && code <= 599) ? [] : [TRAFFIC.status(code)],
    ),
  ];
}

/** What is wrong with a route by itself. */
export function routeProblems(props: RouteProps): readonly Problem[] {
  const { http = [], tls = [], tcp = [], service, hosts, delegated } = props;
  const gateways = listOf(props.gateways);
  return [
    ...(http.length + tls.length + tcp.length === 0 ? [TRAFFIC.noRule()] : []),
    ...(!delegated && service === undefined && hosts === undefined && gateways.length === 0 ? [TRAFFIC.noHost()] : []),
    ...http.flatMap((rule, i) => ruleProblems(rule, rule.name ?? `http[${i}]`)),
    ...tls.flatMap(({ to }, i) => weights(`tls[${i}]`, to)),
    ...tcp.flatMap(({ to }, i) => weights(`tcp[${i}]`, to)),
    ...(gateways.length > 0 || delegated
      ? []
      : http.flatMap(({ match, name }, i) =>
          listOf<HttpMatch>(match).some(({ claims }) => claims !== undefined)
            ? [TRAFFIC.claimsNeedGateway(name ?? `http[${i}]`)]
            : [],
        )),
  ];
}
