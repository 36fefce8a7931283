import type { MeshCheck } from '../../model/mesh';
import { TRAFFIC } from '../../problems/traffic';

/** A TCP host outside has an address of its own; without one it would take all traffic to its port. */
export const entryAddresses: MeshCheck = (mesh) =>
  mesh.ServiceEntry.flatMap(({ place, spec: { hosts, ports = [], addresses } }) =>
    addresses !== undefined
      ? []
      : ports
          .filter(({ protocol }) => protocol === undefined || protocol === 'TCP')
          .map(({ number }) => ({ place, problem: TRAFFIC.addressesNeeded(hosts.join(', '), number) })),
  );

/** Whoever declares a host and port says the same protocol. */
export const entryProtocols: MeshCheck = (mesh) => {
  const first = new Map<string, { readonly by: string; readonly protocol: string | undefined }>();
  return mesh.ServiceEntry.flatMap(({ place, namespace, name, spec: { hosts, ports = [] } }) =>
    hosts.flatMap((host) =>
      ports.flatMap(({ number, protocol }) => {
        const key = `${host} ${number}`;
        const earlier = first.get(key) ?? { by: `${namespace}/${name}`, protocol };
        first.set(key, earlier);
        return earlier.protocol === protocol
          ? []
          : [{ place, problem: TRAFFIC.conflictingProtocol(host, number, earlier.by) }];
      }),
    ),
  );
};
