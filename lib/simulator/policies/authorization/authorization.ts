import type { StringMap } from '../../../kit/formats/labels';
import { grouped } from '../../../kit/grouped';
import { remembered } from '../../../kit/once-per-object';
import type { Mesh } from '../../../model/mesh';
import { accountFits, domainFits, namespaceFits, principalFits } from '../../../model/policies/identities';
import { fits, pathFits } from '../../../model/policies/patterns';
import { isWithin } from '../network/addresses';

type Policy = Mesh['AuthorizationPolicy'][number];
type PolicyRule = NonNullable<Policy['spec']['rules']>[number];
type Source = NonNullable<NonNullable<NonNullable<PolicyRule['from']>[number]>['source']>;
type Operation = NonNullable<NonNullable<NonNullable<PolicyRule['to']>[number]>['operation']>;
type Condition = NonNullable<PolicyRule['when']>[number];

/** What a proxy knows of a request, or of a connection. */
export interface Asking {
  /** `<trust domain>/ns/<namespace>/sa/<name>`; none without mutual TLS. */
  readonly identity: string | undefined;
  /** Address of the other end. */
  readonly ip: string | undefined;
  /** Address of the client, as proxies in front say it. */
  readonly remoteIp: string | undefined;
  /** Port of the pod. */
  readonly port: number;
  readonly sni: string | undefined;
  /** Nothing of a connection is read as HTTP. */
  readonly http:
    | {
        readonly method: string;
        readonly path: string;
        readonly host: string;
        readonly headers: StringMap;
        readonly claims: Readonly<Record<string, string | readonly string[]>>;
      }
    | undefined;
}

/** `<issuer>/<subject>` of a verified token; the last slash parts them. */
function tokenFits(value: string, { claims }: NonNullable<Asking['http']>): boolean {
  const [issuer, subject] = [textOf(claims['iss']), textOf(claims['sub'])];
  const at = value.lastIndexOf('/');
  if (value === '*') return fits('*', issuer) && fits('*', subject);
  if (at < 0) {
    if (value.startsWith('*')) return fits('*', issuer) && fits(value, subject);
    return value.endsWith('*') ? fits(value, issuer) && fits('*', subject) : issuer === value && subject === '';
  }
  return fits(value.slice(0, at), issuer) && fits(value.slice(at + 1), subject);
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const claimFits = (value: string, claim: string | readonly string[] | undefined): boolean =>
  claim !== undefined && [claim].flat().some((one) => fits(value, one));

/** How one value of a field is compared; nothing for a field that only HTTP has, of a connection. */
type Compare = ((value: string) => boolean) | undefined;

interface Context {
  readonly asking: Asking;
  readonly namespace: string;
  readonly trustDomains: readonly string[];
  readonly action: string;
}

/** A field and its opposite. Of a connection, what HTTP alone has stops an ALLOW from applying; all others overlook it. */
function holds(compare: Compare, values: readonly string[] = [], not: readonly string[] = [], action: string): boolean {
  if (compare === undefined) return (values.length === 0 && not.length === 0) || action !== 'ALLOW';
  return (values.length === 0 || values.some(compare)) && !not.some(compare);
}

const principalIs =
  ({ asking, trustDomains }: Context): Compare =>
  (value) =>
    principalFits(value, asking.identity, trustDomains);

function sourceHolds(source: Source, context: Context): boolean {
  const { asking, namespace, trustDomains, action } = context;
  const { identity, ip, remoteIp, http } = asking;
  const expand = (values: readonly string[] | undefined) =>
    values?.flatMap((one) => (trustDomains.includes(one) ? trustDomains : [one]));
  const is = (compare: Compare, values?: readonly string[], not?: readonly string[]) =>
    holds(compare, values, not, action);
  return (
    is(principalIs(context), source.principals, source.notPrincipals) &&
    is((value) => namespaceFits(value, identity), source.namespaces, source.notNamespaces) &&
    is((value) => accountFits(value, identity, namespace), source.serviceAccounts, source.notServiceAccounts) &&
    is((value) => domainFits(value, identity), expand(source.trustDomains), expand(source.notTrustDomains)) &&
    is(http && ((value) => tokenFits(value, http)), source.requestPrincipals, source.notRequestPrincipals) &&
    is((value) => isWithin(ip, value), source.ipBlocks, source.notIpBlocks) &&
    is((value) => isWithin(remoteIp, value), source.remoteIpBlocks, source.notRemoteIpBlocks)
  );
}

function operationHolds(operation: Operation, { asking: { http, port }, action }: Context): boolean {
  const is = (compare: Compare, values?: readonly string[], not?: readonly string[]) =>
    holds(compare, values, not, action);
  return (
    is(http && ((value) => fits(value.toLowerCase(), http.host.toLowerCase())), operation.hosts, operation.notHosts) &&
    is(http && ((value) => fits(value, http.method)), operation.methods, operation.notMethods) &&
    is(http && ((value) => pathFits(value, http.path)), operation.paths, operation.notPaths) &&
    is((value) => Number(value) === port, operation.ports, operation.notPorts)
  );
}

/** A name may be one that every object of JavaScript knows. */
const ownOf = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

const inBrackets = (key: string): string => [...key.matchAll(/\[([^\]]*)\]/g)].map(([, name]) => name).join('.');

/** What a condition compares its values with. */
function compareOf(key: string, context: Context): Compare {
  const { asking, namespace } = context;
  const { identity, ip, remoteIp, http, port, sni } = asking;
  const of: Readonly<Record<string, Compare>> = {
    'source.ip': (value) => isWithin(ip, value),
    'remote.ip': (value) => isWithin(remoteIp, value),
    'source.namespace': (value) => namespaceFits(value, identity),
    'source.principal': principalIs(context),
    'source.serviceAccount': (value) => accountFits(value, identity, namespace),
    'source.trustDomain': (value) => domainFits(value, identity),
    'destination.port': (value) => Number(value) === port,
    'connection.sni': (value) => fits(value, sni),
    'request.auth.principal': http && ((value) => tokenFits(value, http)),
    'request.auth.audiences': http && ((value) => claimFits(value, http.claims['aud'])),
    'request.auth.presenter': http && ((value) => claimFits(value, http.claims['azp'])),
  };
  if (Object.hasOwn(of, key)) return of[key];
  if (key.startsWith('request.headers'))
    return http && ((value) => fits(value, ownOf(http.headers, inBrackets(key).toLowerCase())));
  if (key.startsWith('request.auth.claims'))
    return http && ((value) => claimFits(value, ownOf(http.claims, inBrackets(key))));
  // Addresses of pods and metadata of other filters are not known here.
  return () => false;
}

const conditionHolds = ({ key, values, notValues }: Condition, context: Context): boolean =>
  holds(compareOf(key, context), values, notValues, context.action);

/** Fields that only HTTP has. */
const OF_HTTP = /^(not)?(requestPrincipals|methods|paths|hosts)$/i;

/** Something of the rule is about HTTP alone, for whichever of its sources or operations. */
const readsHttp = ({ from = [], to = [], when = [] }: PolicyRule): boolean =>
  [...from.map(({ source }) => source), ...to.map(({ operation }) => operation)].some((fields) =>
    Object.keys(fields ?? {}).some((field) => OF_HTTP.test(field)),
  ) || when.some(({ key }) => key.startsWith('request.'));

const ruleHolds = (rule: PolicyRule, context: Context): boolean =>
  // Of a connection, an ALLOW does without the whole rule.
  (context.asking.http !== undefined || context.action !== 'ALLOW' || !readsHttp(rule)) && partsHold(rule, context);

const partsHold = ({ from = [], to = [], when = [] }: PolicyRule, context: Context): boolean =>
  (from.length === 0 || from.some(({ source = {} }) => sourceHolds(source, context))) &&
  (to.length === 0 || to.some(({ operation = {} }) => operationHolds(operation, context))) &&
  when.every((one) => conditionHolds(one, context));

/** The first rule of a policy that describes what is asked, by its number. */
export function ruleOf(
  { spec, namespace }: Policy,
  asking: Asking,
  trustDomains: readonly string[],
): number | undefined {
  const context = { asking, namespace, trustDomains, action: spec.action ?? 'ALLOW' };
  const found = (spec.rules ?? []).findIndex((rule) => ruleHolds(rule, context));
  return found < 0 ? undefined : found;
}

/** What policies say together. */
export interface Decision {
  readonly allowed: boolean;
  /** The policy and rule that decide, or what else does. */
  readonly by: string;
  /** Providers that are asked before; they may refuse what is allowed. */
  readonly authorizers: readonly string[];
  /** Policies that mark it for the log. */
  readonly audited: readonly string[];
}

const NONE: readonly Policy[] = [];

/** Policies by what they do. */
const byAction = remembered((policies: readonly Policy[]) =>
  grouped(policies, ({ spec }): string => spec.action ?? 'ALLOW'),
);

/** DENY decides before ALLOW; with an ALLOW for the pods, what none of them describes is refused. Source: istio pilot/pkg/security/authz. */
export function decide(policies: readonly Policy[], asking: Asking, trustDomains: readonly string[]): Decision {
  const of = byAction(policies);
  const matching = (action: string) => (of.get(action) ?? NONE).flatMap((policy) => by(policy, asking, trustDomains));
  const authorizers = matching('CUSTOM').map(({ policy }) => policy.spec.provider?.name ?? '');
  const audited = matching('AUDIT').map((one) => one.by);
  const [denied] = matching('DENY');
  if (denied !== undefined) return { allowed: false, by: denied.by, authorizers, audited };
  const allowing = of.get('ALLOW');
  if (allowing === undefined)
    return { allowed: true, by: 'no AuthorizationPolicy allows anything, so all is', authorizers, audited };
  const [allowed] = matching('ALLOW');
  return allowed === undefined
    ? { allowed: false, by: refusal(allowing), authorizers, audited }
    : { allowed: true, by: allowed.by, authorizers, audited };
}

/** A policy whose rule describes what is asked, and which. */
function by(policy: Policy, asking: Asking, trustDomains: readonly string[]) {
  const rule = ruleOf(policy, asking, trustDomains);
  if (rule === undefined) return [];
  return [{ policy, by: `AuthorizationPolicy ${policy.namespace}/${policy.name} rules[${rule}]` }];
}

const refusal = remembered(
  (policies: readonly Policy[]) =>
    `no rule of the AuthorizationPolicies ${policies.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}`,
);
