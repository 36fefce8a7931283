import type { CallFacts, Fact, MeshCheck, MeshFacts, SpecsByKind } from './facts';
import { fullHost } from './facts';
import { POLICY } from './problems/policy';
import { address, podLabels, policiesFor, selects } from './select';

type Policy = Fact<SpecsByKind['AuthorizationPolicy']>;
type Rule = NonNullable<Policy['spec']['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;

/** A value of a policy: exact, or with `*` at one end. */
const fits = (pattern: string, value: string): boolean => {
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
};

/** The same without the trust domain, which is the mesh's own in every call that is declared here. */
const withoutDomain = (principal: string): string => principal.replace(/^[^*/]+(?=\/ns\/)/, '');

const isCaller = (principals: readonly string[], account: string): boolean => {
  const [namespace, name] = account.split('/');
  return principals.some((one) => fits(withoutDomain(one), `/ns/${namespace}/sa/${name}`));
};

/** What cannot be known before the request comes counts as a match. */
function sourceFits(source: Source, account: string, call: CallFacts): boolean {
  const { principals, notPrincipals = [], namespaces, notNamespaces = [], serviceAccounts } = source;
  if (principals !== undefined && !isCaller(principals, account)) return false;
  if (isCaller(notPrincipals, account)) return false;
  if (serviceAccounts !== undefined && !serviceAccounts.includes(account)) return false;
  if (namespaces !== undefined && !namespaces.some((one) => fits(one, call.callerNamespace))) return false;
  return !notNamespaces.some((one) => fits(one, call.callerNamespace));
}

function mayAllow({ from, to }: Rule, account: string, call: CallFacts): boolean {
  const comes = from === undefined || from.some(({ source = {} }) => sourceFits(source, account, call));
  const asks =
    to === undefined ||
    to.some(
      ({ operation: { ports } = {} }) => ports === undefined || call.ports.some((port) => ports.includes(String(port))),
    );
  return comes && asks;
}

/** Facts of the request that a rule looks at and that are not known beforehand. */
const UNKNOWN = [
  ...(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const),
  ...(['requestPrincipals', 'notRequestPrincipals'] as const),
] as const;

const mustDeny = (rule: Rule, account: string, call: CallFacts): boolean =>
  rule.to === undefined &&
  rule.when === undefined &&
  (rule.from === undefined ||
    rule.from.some(
      ({ source = {} }) => UNKNOWN.every((key) => source[key] === undefined) && sourceFits(source, account, call),
    ));

/** The policies that lock a caller out of pods with these labels. */
function locks(facts: MeshFacts, call: CallFacts, account: string, labels: CallFacts['pods'][number]) {
  const policies = policiesFor(facts, facts.AuthorizationPolicy, call.calleeNamespace, labels);
  const doing = (action: string) => policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const denying = doing('DENY').filter(({ spec }) => spec.rules?.some((rule) => mustDeny(rule, account, call)));
  const allowing = doing('ALLOW');
  const allowed = allowing.some(({ spec }) => spec.rules?.some((rule) => mayAllow(rule, account, call)));
  return [...denying, ...(allowed ? [] : allowing)];
}

/** Requests that routes bring in through gateways: calls of the gateways' pods. */
function entries(facts: MeshFacts): readonly Fact<CallFacts>[] {
  return facts.VirtualService.flatMap((route) => {
    const listeners = (route.spec.gateways ?? []).filter((name) => name !== 'mesh');
    const hosts = new Set(
      (route.spec.http ?? [])
        .flatMap((rule) => rule.route ?? [])
        .map(({ destination }) => fullHost(destination?.host ?? '', route.namespace)),
    );
    return listeners.flatMap((name) => {
      const full = name.includes('/') ? name : `${route.namespace}/${name}`;
      const gateway = facts.Gateway.find((one) => address(one) === full);
      const pods = facts.Workload.filter((one) => gateway && selects(gateway.spec.selector, podLabels(one)));
      return pods.flatMap((pod) =>
        [...hosts].flatMap((host) => entry(facts, route, pod, host)).map((spec) => ({ ...route, spec })),
      );
    });
  });
}

function entry(facts: MeshFacts, route: Fact<unknown>, pod: Fact<SpecsByKind['Workload']>, host: string): CallFacts[] {
  return facts.Service.filter(
    ({ name, namespace, spec }) => fullHost(name, namespace) === host && spec.selector !== undefined,
  ).map(({ name, namespace, spec }) => ({
    caller: `${pod.name} (route ${route.name})`,
    callerNamespace: pod.namespace,
    accounts: [`${pod.namespace}/${pod.spec.template.spec?.serviceAccountName ?? 'default'}`],
    callee: name,
    calleeNamespace: namespace,
    pods: facts.Workload.filter((one) => one.namespace === namespace && selects(spec.selector, podLabels(one))).map(
      podLabels,
    ),
    ports: (spec.ports ?? []).map(({ port, targetPort }) => (typeof targetPort === 'number' ? targetPort : port)),
  }));
}

/** MESH420: every call that is declared, or that a route brings in through a gateway, is let through by the policies. */
export const declaredCallsGetThrough: MeshCheck = (facts) =>
  [...facts.Call, ...entries(facts)].flatMap(({ path, spec: call }) => {
    const locking = call.accounts.flatMap((account) =>
      call.pods.flatMap((labels) => locks(facts, call, account, labels)),
    );
    const names = [...new Set(locking.map(address))];
    return names.length === 0
      ? []
      : [{ path, problem: POLICY.lockedOut(call.caller, call.callee, names.join(' and ')) }];
  });
