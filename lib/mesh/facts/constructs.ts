import type { Gateway } from '../../gateways/gateway';
import type { Istiod } from '../../istio/istiod/istiod';
import { apiServerPorts } from '../../istio/network-policy';
import type { CallFacts, ControlPlaneFacts, Fact } from '../../model/facts';
import { callsFromElsewhere } from '../services/calls';
import type { DeclaredCall, Labels, ServiceHandle } from '../services/handles';
import type { Microservice } from '../services/microservice';

const accountsOf = ({ from, fromVersion }: DeclaredCall): readonly string[] => {
  if (from.versions.length === 0) return from.serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`);
  const versions = (fromVersion === undefined ? from.versions : [fromVersion]).map((name) => from.version(name));
  // Pods without a ServiceAccount of their own run as the namespace's `default`.
  return versions.flatMap(({ serviceAccounts }) =>
    serviceAccounts.length === 0
      ? [`${from.namespace}/default`]
      : serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`),
  );
};

const podsOf = (service: ServiceHandle) =>
  service.versions.length === 0
    ? [service.podLabels]
    : service.versions.map((version) => service.version(version).podLabels);

/** The calls that a microservice declares, and those to it of services that others deploy. */
export const callFacts = (service: Microservice): readonly Fact<CallFacts>[] =>
  [...service.declaredCalls, ...callsFromElsewhere(service)].map((call) => {
    const { from, fromVersion, to } = call;
    const spec: CallFacts = {
      caller: fromVersion === undefined ? from.name : `${from.name} ${fromVersion}`,
      callerNamespace: from.namespace ?? '',
      accounts: [...new Set(accountsOf(call))],
      callerPods: fromVersion === undefined ? podsOf(from) : [from.version(fromVersion).podLabels],
      callee: to.name,
      calleeNamespace: to.namespace ?? '',
      pods: to.namespace === undefined ? [] : podsOf(to),
      ports: to.ports.map(({ port, targetPort }) => targetPort ?? port),
    };
    return { ...NOWHERE, path: service.node.path, name: service.name, namespace: service.namespace, spec };
  });

export function controlPlaneFacts(istiod: Istiod): Fact<ControlPlaneFacts> {
  const { namespace, identity, mesh, istiod: pod, networkPolicy } = istiod.props;
  const authorizers = (mesh.extensionProviders ?? []).filter(
    (provider) => provider.envoyExtAuthzHttp !== undefined || provider.envoyExtAuthzGrpc !== undefined,
  );
  const spec: ControlPlaneFacts = {
    trustDomains: [identity.trustDomain, ...(mesh.trustDomainAliases ?? [])],
    authorizers: authorizers.map(({ name = '' }) => name),
    env: pod.env,
    ...(networkPolicy === 'least' && { mayConnectTo: apiServerPorts(istiod.props) }),
  };
  return { ...NOWHERE, path: istiod.node.path, name: istiod.revision.name, namespace, spec };
}

export const gatewayFacts = ({ node, name, namespace, selector }: Gateway): Fact<{ selector: Labels }> => ({
  ...NOWHERE,
  path: node.path,
  name,
  namespace,
  spec: { selector },
});

const NOWHERE = { labels: {}, elsewhere: false } as const;
