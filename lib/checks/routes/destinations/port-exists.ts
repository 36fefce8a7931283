import { entriesByHost, servicesByHost } from '../../../model/hosts/known';
import { hostKey } from '../../../model/hosts/names';
import { destinationsOf } from '../../../model/routes/routes';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Rule } from '../../rule';
import { destinationFault } from './destination-fault';

export const portExists: Rule = {
  name: 'port-exists',
  codes: ['IST0101', 'IST0112'],
  severity: 'error',
  about: 'a route goes to a port that the service has, and says which where there are several',
  reads: ['VirtualService', 'Service', 'ServiceEntry'],
  find: (mesh) => {
    const services = servicesByHost(mesh);
    const entries = entriesByHost(mesh);
    return mesh.VirtualService.flatMap((route) =>
      destinationsOf(route).flatMap(({ rule, destination }) => {
        if (destinationFault(destination) !== undefined) return [];
        const { host, port } = destination;
        const key = hostKey(host, route.namespace);
        const known =
          services.get(key)?.spec.ports?.map((one) => one.port) ??
          entries.get(key)?.spec.ports?.map((one) => one.number);
        if (known === undefined) return [];
        if (port?.number === undefined)
          return known.length > 1
            ? [{ place: route.place, at: [destination, 'host'], problem: TRAFFIC.portNeeded(rule, host, known) }]
            : [];
        if (known.includes(port.number)) return [];
        return [
          {
            place: route.place,
            at: [destination, 'port', 'number'],
            problem: TRAFFIC.missing('port', `${port.number} of ${host}`, `use one of ${known.join(', ')}`),
          },
        ];
      }),
    );
  },
};
