import { Construct } from 'constructs';
import { type Call, note } from '../../model/notes';
import type { DeclaredCall, ServiceHandle } from './handles';

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

function noted(call: DeclaredCall): Call {
  const { from, fromVersion, to } = call;
  return {
    caller: fromVersion === undefined ? from.name : `${from.name} ${fromVersion}`,
    callerNamespace: from.namespace ?? '',
    accounts: [...new Set(accountsOf(call))],
    callerPods: fromVersion === undefined ? podsOf(from) : [from.version(fromVersion).podLabels],
    callee: to.name,
    calleeNamespace: to.namespace ?? '',
    pods: to.namespace === undefined ? [] : podsOf(to),
    ports: to.ports.map(({ port, targetPort }) => targetPort ?? port),
  };
}

/** Notes the calls that a construct knows, for no object says who is called. */
export const noteCalls = (construct: Construct, calls: () => readonly DeclaredCall[]): void =>
  note(construct, 'Call', () => calls().map(noted));

/** Notes on a service of this tree that one that others deploy calls it, for nothing in the tree says so. */
export function noteCall(call: DeclaredCall): void {
  if (call.to instanceof Construct) noteCalls(call.to, () => [call]);
}
