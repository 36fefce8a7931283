import { type Block, blockOf, listOf, textsOf } from '../../kit/json';
import { Route } from '../../mesh/route/route';
import { share } from '../../mesh/route/rules';
import { Allow, Audit, Deny } from '../../mesh/security/authorization';
import { PeerAuthentication } from '../../mesh/security/peer-authentication';
import type { Labels, Target } from '../../mesh/services/handles';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import type { Handles } from './handles';
import { Ref, type Statement } from './refs';
import { attribute, word } from './words';

/** What a construct may be made of. It is tried, so it need not cover everything: what differs is written otherwise. */
export interface Given {
  /** Of the construct, which is the object's name unless another has it. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly metadata: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec: Block;
  readonly handles: Handles;
}

type Candidate = (given: Given) => Statement | undefined;

const made = (
  construct: string,
  value: unknown,
  { id, name, metadata }: Given,
  props: object,
  uses: readonly string[] = [],
): Statement => ({
  id,
  call: new Ref(construct, value, [construct, ...uses]),
  isNew: true,
  args: [id, { ...(id === name ? {} : { name }), ...props, ...metadata }],
});

const matchLabels = (spec: Block): Labels | undefined => {
  const labels = blockOf(spec['selector'])['matchLabels'];
  return labels === undefined ? undefined : textsOf(labels);
};
const workload = ({ spec, namespace, handles }: Given) => {
  const labels = matchLabels(spec);
  return labels === undefined ? {} : { workload: handles.pods(labels, namespace) };
};

const peerAuthentication: Candidate = (given) => {
  const { mode } = blockOf(given.spec['mtls']);
  return mode === undefined
    ? undefined
    : made('PeerAuthentication', PeerAuthentication, given, { mode: word('mTLS', mode), ...workload(given) });
};

const one = (items: readonly unknown[]): unknown => (items.length === 1 ? items[0] : items);

const operation = (given: unknown): Block => {
  const { ports, notPorts, ...rest } = blockOf(blockOf(given)['operation']);
  for (const method of [rest['methods'], rest['notMethods']].flatMap(listOf)) word('method', method);
  return {
    ...rest,
    ...(ports === undefined ? {} : { ports: listOf(ports).map(Number) }),
    ...(notPorts === undefined ? {} : { notPorts: listOf(notPorts).map(Number) }),
  };
};

const accessRule = (given: unknown): Block => {
  const { from, to, when } = blockOf(given);
  for (const condition of listOf(when)) attribute(blockOf(condition)['key']);
  return {
    ...(from === undefined ? {} : { from: one(listOf(from).map((source) => blockOf(source)['source'])) }),
    ...(to === undefined ? {} : { to: one(listOf(to).map(operation)) }),
    ...(when === undefined ? {} : { when }),
  };
};

const POLICIES = { ALLOW: ['Allow', Allow], DENY: ['Deny', Deny], AUDIT: ['Audit', Audit] } as const;

const authorizationPolicy: Candidate = (given) => {
  const { action = 'ALLOW', rules } = given.spec;
  const [name, construct] = POLICIES[action as keyof typeof POLICIES] ?? [];
  return name === undefined
    ? undefined
    : made(name, construct, given, { ...workload(given), rules: listOf(rules).map(accessRule) });
};

const destinationRule: Candidate = (given) => {
  const { host, trafficPolicy, exportTo } = given.spec;
  const service = given.handles.service(String(host), given.namespace);
  if (service === undefined) return undefined;
  const { tls, loadBalancer } = blockOf(trafficPolicy);
  return made(
    'DestinationPolicy',
    DestinationPolicy,
    given,
    {
      service,
      ...(tls === undefined ? {} : { tls: { mode: word('client TLS', blockOf(tls)['mode']) } }),
      ...(loadBalancer === undefined
        ? {}
        : { loadBalancer: { algorithm: word('algorithm', blockOf(loadBalancer)['simple']) } }),
      ...(exportTo === undefined ? {} : { exportTo }),
    },
    service.uses,
  );
};

/** `{ exact: x }` is said by x alone. */
const text = (match: unknown): unknown => {
  const block = blockOf(match);
  return Object.keys(block).length === 1 && block['exact'] !== undefined ? block['exact'] : match;
};
const fields = (given: unknown): unknown =>
  given === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(blockOf(given)).map(([key, match]) => [
          key,
          Object.keys(blockOf(match)).length === 0 ? { is: 'present' } : text(match),
        ]),
      );

const httpMatch = (given: unknown): Block => {
  const { uri, ignoreUriCase, method, headers, withoutHeaders, queryParams, authority, scheme, port, name } =
    blockOf(given);
  return {
    name,
    path: uri === undefined ? undefined : text(uri),
    ignoreCase: ignoreUriCase,
    method: method === undefined ? undefined : word('method', text(method)),
    headers: fields(headers),
    withoutHeaders: fields(withoutHeaders),
    query: fields(queryParams),
    authority: authority === undefined ? undefined : text(authority),
    scheme: scheme === undefined ? undefined : text(scheme),
    port,
  };
};

function target(given: Given, destination: Block): Ref<Target> | undefined {
  const service = given.handles.service(String(destination['host']), given.namespace);
  const { subset } = destination;
  return service === undefined || subset === undefined ? service : given.handles.version(service, String(subset));
}

function targets(given: Given, route: unknown): unknown {
  const routes = listOf(route).map(blockOf);
  const all = routes.flatMap(({ destination, weight }) => {
    const to = target(given, blockOf(destination));
    return to === undefined ? [] : [{ weight, to }];
  });
  const [only, ...more] = all;
  if (only === undefined || all.length < routes.length) return undefined;
  if (more.length === 0 && only.weight === undefined) return only.to;
  return all.map(({ weight, to }) => {
    const amount = Number(weight ?? 0);
    return new Ref(`share(${amount}, ${to.text})`, share(amount, to.value), ['share', ...to.uses]);
  });
}

const percent = (given: Block): unknown => blockOf(given['percentage'])['value'] ?? given['percent'];

function fault(given: unknown): Block | undefined {
  if (given === undefined) return undefined;
  const { delay, abort } = blockOf(given);
  return {
    ...(delay === undefined
      ? {}
      : { delay: { percent: percent(blockOf(delay)), fixed: blockOf(delay)['fixedDelay'] } }),
    ...(abort === undefined
      ? {}
      : { abort: { percent: percent(blockOf(abort)), status: blockOf(abort)['httpStatus'] } }),
  };
}

function retries(given: unknown): Block | undefined {
  if (given === undefined) return undefined;
  const { attempts, perTryTimeout, retryOn } = blockOf(given);
  const on = (one: string) => (/^\d+$/.test(one) ? Number(one) : word('retry', one));
  return { attempts, perTryTimeout, on: retryOn === undefined ? undefined : String(retryOn).split(',').map(on) };
}

const httpRule = (given: Given, rule: unknown): Block => {
  const { name, match, route, timeout, headers, ...rest } = blockOf(rule);
  const rewrite = blockOf(rest['rewrite']);
  return {
    name,
    match: match === undefined ? undefined : one(listOf(match).map(httpMatch)),
    to: targets(given, route),
    timeout,
    retries: retries(rest['retries']),
    fault: fault(rest['fault']),
    rewrite: rest['rewrite'] === undefined ? undefined : { path: rewrite['uri'], authority: rewrite['authority'] },
    headers,
  };
};

const virtualService: Candidate = (given) => {
  const { hosts, http, gateways, exportTo } = given.spec;
  const [host, ...others] = listOf(hosts);
  const service = given.handles.service(String(host), given.namespace);
  if (service === undefined || others.length > 0 || gateways !== undefined || http === undefined) return undefined;
  const rules = listOf(http).map((rule) => httpRule(given, rule));
  return made(
    'Route',
    Route,
    given,
    { service, http: rules, ...(exportTo === undefined ? {} : { exportTo }) },
    service.uses,
  );
};

/** Constructs that may say the same as an object, by its group and kind. */
export const TYPED: Readonly<Record<string, Candidate>> = {
  'security.istio.io/PeerAuthentication': peerAuthentication,
  'security.istio.io/AuthorizationPolicy': authorizationPolicy,
  'networking.istio.io/DestinationRule': destinationRule,
  'networking.istio.io/VirtualService': virtualService,
};
