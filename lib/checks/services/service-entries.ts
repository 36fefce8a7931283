import type { MeshCheck } from '../../model/facts';
import { TRAFFIC } from '../../problems/traffic';

/** A TCP host outside has an address of its own; without one it would take all traffic to its port. */
export const entryAddresses: MeshCheck = (facts) =>
  facts.ServiceEntry.flatMap(({ path, spec: { hosts, ports = [], addresses } }) =>
    addresses !== undefined
      ? []
      : ports
          .filter(({ protocol }) => protocol === undefined || protocol === 'TCP')
          .map(({ number }) => ({ path, problem: TRAFFIC.addressesNeeded(hosts.join(', '), number) })),
  );

/** Whoever declares a host and port says the same protocol. */
export const entryProtocols: MeshCheck = (facts) => {
  const first = new Map<string, { readonly by: string; readonly protocol: string | undefined }>();
  return facts.ServiceEntry.flatMap(({ path, namespace, name, spec: { hosts, ports = [] } }) =>
    hosts.flatMap((host) =>
      ports.flatMap(({ number, protocol }) => {
        const key = `${host} ${number}`;
        const earlier = first.get(key) ?? { by: `${namespace}/${name}`, protocol };
        first.set(key, earlier);
        return earlier.protocol === protocol
          ? []
          : [{ path, problem: TRAFFIC.conflictingProtocol(host, number, earlier.by) }];
      }),
    ),
  );
};
