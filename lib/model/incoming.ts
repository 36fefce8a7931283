import { effectiveRules } from './delegation';
import type { CallFacts, Fact, MeshFacts, SpecsByKind } from './facts';
import { hostKey, isForEntry } from './routes';
import { address, podLabels, selects } from './selectors';

/** ServiceAccount of the pods of a Gateway of the Gateway API: Istio makes one for pods of its own. */
function accountsOf(facts: MeshFacts, { name, namespace, spec }: Fact<SpecsByKind['ApiGateway']>): readonly string[] {
  if (spec.addresses === undefined) return [`${namespace}/${name}-istio`];
  const services = facts.Service.filter((one) =>
    spec.addresses?.some(({ value = '' }) => hostKey(value, namespace) === hostKey(one.name, one.namespace)),
  );
  return services.flatMap((service) =>
    facts.Workload.filter(
      (pod) => pod.namespace === service.namespace && selects(service.spec.selector, podLabels(pod)),
    ).map((pod) => `${pod.namespace}/${pod.spec.template.spec?.serviceAccountName ?? 'default'}`),
  );
}

/** Requests that routes of the Gateway API bring in. */
const ofGatewayApi = (facts: MeshFacts): readonly Fact<CallFacts>[] =>
  facts.HTTPRoute.flatMap((route) => {
    const hosts = (route.spec.rules ?? [])
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .map(({ name, namespace = route.namespace }) => hostKey(name, namespace));
    return (route.spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', name, namespace = route.namespace }) => {
      const gateway = facts.ApiGateway.find((one) => kind === 'Gateway' && address(one) === `${namespace}/${name}`);
      return (gateway === undefined ? [] : accountsOf(facts, gateway)).flatMap((account) =>
        [...new Set(hosts)]
          .flatMap((host) => entry(facts, route, { name, namespace, account }, host))
          .map((spec) => ({ ...route, spec })),
      );
    });
  });

/** Requests that VirtualServices bring in. */
function ofIstio(facts: MeshFacts): readonly Fact<CallFacts>[] {
  return facts.VirtualService.flatMap((route) => {
    const listeners = (route.spec.gateways ?? []).filter((name) => name !== 'mesh');
    const rules = effectiveRules(facts, route);
    return listeners.flatMap((name) => {
      const full = name.includes('/') ? name : `${route.namespace}/${name}`;
      const hosts = new Set(
        rules
          .filter(({ rule }) => isForEntry(rule, full, route.namespace))
          .flatMap(({ rule, by }) =>
            (rule.route ?? []).map(({ destination }) => hostKey(destination?.host ?? '', by.namespace)),
          ),
      );
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

/** Who is called. */
export type Called = Pick<CallFacts, 'callee' | 'calleeNamespace' | 'pods' | 'ports'>;

/** The pods that answer for a host. */
export const callsTo = (facts: MeshFacts, host: string): readonly Called[] =>
  facts.Service.filter(
    ({ name, namespace, spec }) => hostKey(name, namespace) === host && spec.selector !== undefined,
  ).map(({ name, namespace, spec }) => ({
    callee: name,
    calleeNamespace: namespace,
    pods: facts.Workload.filter((one) => one.namespace === namespace && selects(spec.selector, podLabels(one))).map(
      podLabels,
    ),
    ports: (spec.ports ?? []).map(({ port, targetPort }) => (typeof targetPort === 'number' ? targetPort : port)),
  }));

const entry = (facts: MeshFacts, route: Fact<unknown>, pod: Door, host: string): readonly CallFacts[] =>
  callsTo(facts, host).map((called) => ({
    caller: `${pod.name} (route ${route.name})`,
    callerNamespace: pod.namespace,
    accounts: [pod.account],
    callerPods: [],
    ...called,
  }));

/** Requests that routes bring in through gateways: calls of the gateways' pods. */
export const entries = (facts: MeshFacts): readonly Fact<CallFacts>[] => [...ofIstio(facts), ...ofGatewayApi(facts)];
