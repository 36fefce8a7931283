import type { Call, Mesh, Noted, SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { accountFits, identity, namespaceFits } from '../../model/policies/identities';
import { fits } from '../../model/policies/patterns';
import { detours } from '../../model/routes/detours';
import { entries } from '../../model/routes/incoming';
import { type Ambient, ambientOf } from '../../model/workloads/ambient';
import { policiesFor } from '../../model/workloads/selectors';
import { heldByWaypoint } from '../../model/workloads/waypoint-policies';
import { POLICY } from '../../problems/mesh/policy';
import type { Finding, Rule } from '../rule';

type Policy = Written<SpecsByKind['AuthorizationPolicy']>;
type PolicyRule = NonNullable<Policy['spec']['rules']>[number];
type Operation = NonNullable<NonNullable<NonNullable<PolicyRule['to']>[number]>['operation']>;
type Condition = NonNullable<PolicyRule['when']>[number];
type Source = NonNullable<NonNullable<PolicyRule['from']>[number]['source']>;

/** The same of the trust domain of an identity here: that of every call that is declared is the mesh's own. */
const ours = (principal: string): string => principal.replace(/^[^*/]+(?=\/)/, 'cluster.local');

/** How a caller is compared with what rules of the namespace `own` say of callers. */
function comparing(account: string, own: string) {
  const [namespace = '', name = ''] = account.split('/');
  const caller = identity({ namespace, name });
  return {
    isCaller: (one: string) => fits(ours(one), caller),
    isAccount: (one: string) => accountFits(one, caller, own),
    isFrom: (one: string) => namespaceFits(one, caller),
  };
}

/** What cannot be known before the request comes counts as a match. */
function sourceFits(source: Source, account: string, own: string): boolean {
  const { principals, notPrincipals = [], namespaces, notNamespaces = [] } = source;
  const { serviceAccounts, notServiceAccounts = [] } = source;
  const { isCaller, isAccount, isFrom } = comparing(account, own);
  return (
    (principals?.some(isCaller) ?? true) &&
    !notPrincipals.some(isCaller) &&
    (serviceAccounts?.some(isAccount) ?? true) &&
    !notServiceAccounts.some(isAccount) &&
    (namespaces?.some(isFrom) ?? true) &&
    !notNamespaces.some(isFrom)
  );
}

/** Whether a condition holds of a call to a port; nothing where only the request shows it. */
function conditionFits({ key, values, notValues = [] }: Condition, account: string, port: number, own: string) {
  const { isCaller, isAccount, isFrom } = comparing(account, own);
  const known = new Map([
    ['source.principal', isCaller],
    ['source.namespace', isFrom],
    ['source.serviceAccount', isAccount],
    ['destination.port', (one: string) => one === String(port)],
  ]);
  const is = known.get(key);
  return is && (values?.some(is) ?? true) && !notValues.some(is);
}

function mayAllow({ from, to, when = [] }: PolicyRule, account: string, call: Call, own: string): boolean {
  const comes = from === undefined || from.some(({ source = {} }) => sourceFits(source, account, own));
  const asks = (port: number) =>
    (to === undefined || to.some(({ operation = {} }) => portFits(operation, port))) &&
    when.every((one) => conditionFits(one, account, port, own) !== false);
  return comes && ((to === undefined && when.length === 0) || call.ports.some(asks));
}

const portFits = ({ ports, notPorts = [] }: Operation, port: number): boolean =>
  (ports === undefined || ports.includes(String(port))) && !notPorts.includes(String(port));

/** Facts of the request that a rule looks at and that are not known beforehand. */
const UNKNOWN = [
  ...(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const),
  ...(['requestPrincipals', 'notRequestPrincipals', 'trustDomains', 'notTrustDomains'] as const),
] as const;

/** A field of an operation that is about ports, or that every request fits; of a connection, a denial overlooks those of HTTP. */
const isWhole = ([field, values]: readonly [string, unknown]): boolean =>
  /^(not)?ports$/i.test(field) ||
  (/^(paths|hosts|methods)$/.test(field) && (values as readonly string[] | undefined)?.includes('*') !== false);

/** It is about ports alone, and about all that the call may use. */
const allPorts = ({ to }: PolicyRule, call: Call): boolean =>
  to === undefined ||
  call.ports.every((port) =>
    to.some(({ operation = {} }) => Object.entries(operation).every(isWhole) && portFits(operation, port)),
  );

const mustDeny = (rule: PolicyRule, account: string, call: Call, own: string): boolean =>
  allPorts(rule, call) &&
  (rule.when ?? []).every((one) => call.ports.every((port) => conditionFits(one, account, port, own) === true)) &&
  (rule.from === undefined ||
    rule.from.some(
      ({ source = {} }) => UNKNOWN.every((key) => source[key] === undefined) && sourceFits(source, account, own),
    ));

/** Those of some policies that lock a caller out. */
function locks(policies: readonly Policy[], call: Call, account: string) {
  const doing = (action: string) => policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const denying = doing('DENY').filter(({ namespace, spec }) =>
    spec.rules?.some((rule) => mustDeny(rule, account, call, namespace)),
  );
  const allowing = doing('ALLOW');
  const allowed = allowing.some(({ namespace, spec }) =>
    spec.rules?.some((rule) => mayAllow(rule, account, call, namespace)),
  );
  return [...denying, ...(allowed ? [] : allowing)];
}

/** Requests that a waypoint passes on, to pods whose own proxies see none but it. */
const passedOn = (waypoint: string, call: Noted<Call>): Noted<Call> => {
  const callerNamespace = waypoint.split('/')[0] ?? '';
  return { ...call, spec: { ...call.spec, caller: `waypoint ${waypoint}`, callerNamespace, accounts: [waypoint] } };
};

/** The policies that decide about a call, one set after the other, and whom each sees as the caller. */
function deciding(mesh: Mesh, ambient: Ambient, call: Noted<Call>) {
  const { calleeNamespace, callee, pods } = call.spec;
  const waypoint = ambient.has(calleeNamespace) ? ambient.waypointOf(calleeNamespace, callee) : undefined;
  const byPods = pods.map((labels) => policiesFor(mesh, mesh.AuthorizationPolicy, calleeNamespace, labels));
  if (waypoint === undefined) return byPods.map((policies) => ({ policies, seen: call }));
  const service = { namespace: calleeNamespace, name: callee };
  return [
    { policies: heldByWaypoint(mesh, mesh.AuthorizationPolicy, waypoint, service), seen: call },
    ...byPods.map((policies) => ({ policies, seen: passedOn(waypoint, call) })),
  ];
}

export const declaredCallsGetThrough: Rule = {
  name: 'declared-calls-get-through',
  codes: ['MESH420'],
  severity: 'error',
  about:
    'every call that is declared is let through by the policies, wherever routes lead it; so is what they bring in through a gateway',
  reads: [
    'calls',
    'AuthorizationPolicy',
    'VirtualService',
    'HTTPRoute',
    'GRPCRoute',
    'Service',
    'workloads',
    'Namespace',
    'Gateway',
    'ApiGateway',
    'controlPlanes',
  ],
  find: (mesh) => {
    const ambient = ambientOf(mesh);
    return [...mesh.calls, ...detours(mesh), ...entries(mesh)].flatMap((call) =>
      deciding(mesh, ambient, call).flatMap(({ policies, seen: { place, spec } }): readonly Finding[] => {
        const locking = spec.accounts.flatMap((account) => locks(policies, spec, account));
        const names = [...new Set(locking.map(address))];
        return names.length === 0
          ? []
          : [{ place, problem: POLICY.lockedOut(spec.caller, spec.callee, names.join(' and ')) }];
      }),
    );
  },
};
