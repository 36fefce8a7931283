import type { CallFacts, Fact, MeshCheck, MeshFacts, SpecsByKind } from './facts';
import { fullHost } from './facts';
import { POLICY } from './problems/policy';
import { address, podLabels, policiesFor, selects } from './select';

type Policy = Fact<SpecsByKind['AuthorizationPolicy']>;
type Rule = NonNullable<Policy['spec']['rules']>[number];
type Operation = NonNullable<NonNullable<NonNullable<Rule['to']>[number]>['operation']>;
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
    to === undefined || to.some(({ operation = {} }) => call.ports.some((port) => portFits(operation, port)));
  return comes && asks;
}

const portFits = ({ ports, notPorts = [] }: Operation, port: number): boolean =>
  (ports === undefined || ports.includes(String(port))) && !notPorts.includes(String(port));

/** Facts of the request that a rule looks at and that are not known beforehand. */
const UNKNOWN = [
  ...(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const),
  ...(['requestPrincipals', 'notRequestPrincipals'] as const),
] as const;

/** It is about ports alone, and about all that the call may use. */
const allPorts = ({ to }: Rule, call: CallFacts): boolean =>
  to === undefined ||
  call.ports.every((port) =>
    to.some(
      ({ operation = {} }) =>
        Object.keys(operation).every((field) => /^(not)?ports$/i.test(field)) && portFits(operation, port),
    ),
  );

const mustDeny = (rule: Rule, account: string, call: CallFacts): boolean =>
  allPorts(rule, call) &&
  rule.when === undefined &&
  (rule.from === undefined ||
    rule.from.some(
      ({ source = {} }) => UNKNOWN.every((key) => source[key] === undefined) && sourceFits(source, account, call),
    ));

/** Policies of a service that its waypoint holds. */
const ofWaypoint = (facts: MeshFacts, { callee, calleeNamespace }: CallFacts): readonly Policy[] =>
  facts.AuthorizationPolicy.filter(
    ({ namespace, spec }) =>
      namespace === calleeNamespace && spec.targetRefs?.some(({ kind, name }) => kind === 'Service' && name === callee),
  );

/** Those of some policies that lock a caller out. */
function locks(policies: readonly Policy[], call: CallFacts, account: string) {
  const doing = (action: string) => policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const denying = doing('DENY').filter(({ spec }) => spec.rules?.some((rule) => mustDeny(rule, account, call)));
  const allowing = doing('ALLOW');
  const allowed = allowing.some(({ spec }) => spec.rules?.some((rule) => mayAllow(rule, account, call)));
  return [...denying, ...(allowed ? [] : allowing)];
}

/** ServiceAccount of the pods of a Gateway of the Gateway API: Istio makes one for pods of its own. */
function accountsOf(facts: MeshFacts, { name, namespace, spec }: Fact<SpecsByKind['ApiGateway']>): readonly string[] {
  if (spec.addresses === undefined) return [`${namespace}/${name}-istio`];
  const services = facts.Service.filter((one) =>
    spec.addresses?.some(({ value }) => value === fullHost(one.name, one.namespace)),
  );
  return services.flatMap((service) =>
    facts.Workload.filter(
      (pod) => pod.namespace === service.namespace && selects(service.spec.selector, podLabels(pod)),
    ).map((pod) => `${pod.namespace}/${pod.spec.template.spec?.serviceAccountName ?? 'default'}`),
  );
}

/** The same of routes of the Gateway API. */
const apiEntries = (facts: MeshFacts): readonly Fact<CallFacts>[] =>
  facts.HTTPRoute.flatMap((route) => {
    const hosts = (route.spec.rules ?? [])
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .map(({ name, namespace = route.namespace }) => fullHost(name, namespace));
    return (route.spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', name, namespace = route.namespace }) => {
      const gateway = facts.ApiGateway.find((one) => kind === 'Gateway' && address(one) === `${namespace}/${name}`);
      return (gateway === undefined ? [] : accountsOf(facts, gateway)).flatMap((account) =>
        [...new Set(hosts)]
          .flatMap((host) => entry(facts, route, { name, namespace, account }, host))
          .map((spec) => ({ ...route, spec })),
      );
    });
  });

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
      return pods.flatMap(({ name: pod, namespace, spec: { template } }) => {
        const account = `${namespace}/${template.spec?.serviceAccountName ?? 'default'}`;
        return [...hosts]
          .flatMap((host) => entry(facts, route, { name: pod, namespace, account }, host))
          .map((spec) => ({ ...route, spec }));
      });
    });
  });
}

/** Pods of a gateway, as their identity. */
interface Door {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
}

function entry(facts: MeshFacts, route: Fact<unknown>, pod: Door, host: string): CallFacts[] {
  return facts.Service.filter(
    ({ name, namespace, spec }) => fullHost(name, namespace) === host && spec.selector !== undefined,
  ).map(({ name, namespace, spec }) => ({
    caller: `${pod.name} (route ${route.name})`,
    callerNamespace: pod.namespace,
    accounts: [pod.account],
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
  [...facts.Call, ...entries(facts), ...apiEntries(facts)].flatMap(({ path, spec: call }) => {
    // The waypoint and the pods' own proxies decide one after the other.
    const held = [
      ofWaypoint(facts, call),
      ...call.pods.map((labels) => policiesFor(facts, facts.AuthorizationPolicy, call.calleeNamespace, labels)),
    ];
    const locking = call.accounts.flatMap((account) => held.flatMap((policies) => locks(policies, call, account)));
    const names = [...new Set(locking.map(address))];
    return names.length === 0
      ? []
      : [{ path, problem: POLICY.lockedOut(call.caller, call.callee, names.join(' and ')) }];
  });
