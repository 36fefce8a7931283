import { TRAFFIC } from '../../problems/traffic';
import type { Rule } from '../rule';

export const entryAddresses: Rule = {
  name: 'entry-addresses',
  codes: ['IST0134'],
  severity: 'error',
  about: 'a TCP host outside has an address of its own, or it would take all traffic to its port',
  reads: ['ServiceEntry'],
  find: (mesh) =>
    mesh.ServiceEntry.flatMap(({ place, spec: { hosts, ports = [], addresses } }) =>
      addresses !== undefined
        ? []
        : ports
            .filter(({ protocol }) => protocol === undefined || protocol === 'TCP')
            .map(({ number }) => ({ place, problem: TRAFFIC.addressesNeeded(hosts.join(', '), number) })),
    ),
};

export const entryProtocols: Rule = {
  name: 'entry-protocols',
  codes: ['IST0177'],
  severity: 'error',
  about: 'whoever declares a host and port says the same protocol',
  reads: ['ServiceEntry'],
  find: (mesh) => {
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
  },
};
