import type { Fact, Finding, Kind, MeshCheck } from './facts';
import { TRAFFIC } from './problems/traffic';

/** Facts that are no objects, or objects of several kinds. */
const OTHERS: readonly Kind[] = ['Workload', 'Call', 'ControlPlane', 'GatewayPods'];

function repeated(kind: string, facts: readonly Fact<unknown>[]): readonly Finding[] {
  const first = new Map<string, string>();
  return facts.flatMap(({ path, namespace, name }) => {
    const address = `${namespace}/${name}`;
    const other = first.get(address);
    first.set(address, other ?? path);
    return other === undefined ? [] : [{ path, problem: TRAFFIC.sameAddress(kind, address, other) }];
  });
}

/** No two objects share kind, namespace and name: kubectl would apply one over the other without a word. */
export const oneAddress: MeshCheck = (facts) =>
  Object.entries(facts)
    .filter(([kind]) => !OTHERS.some((other) => other === kind))
    .flatMap(([kind, own]: [string, readonly Fact<unknown>[]]) => repeated(kind, own));
