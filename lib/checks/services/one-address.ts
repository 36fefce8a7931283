import type { MeshCheck } from '../../model/facts';
import { TRAFFIC } from '../../problems/traffic';

/** No two objects share kind, namespace and name: kubectl would apply one over the other without a word. */
export const oneAddress: MeshCheck = (facts) => {
  const first = new Map<string, string>();
  return facts.Object.flatMap(({ path, namespace, name, spec: { kind } }) => {
    const address = namespace === '' ? name : `${namespace}/${name}`;
    const key = `${kind} ${address}`;
    const other = first.get(key);
    first.set(key, other ?? path);
    return other === undefined ? [] : [{ path, problem: TRAFFIC.sameAddress(kind, address, other) }];
  });
};
