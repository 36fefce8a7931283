import { grouped } from '../../../kit/grouped';
import { destinationsOf } from '../../../model/routes/routes';
import { exportedTo, isSeen } from '../../../model/routes/visibility';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Rule } from '../../rule';
import { severityOfHost, soughtHost } from '../../sought';
import { destinationFault } from './destination-fault';

const REMEDY = 'name a Service or a ServiceEntry that the namespace of the route sees';

export const hostsExist: Rule = {
  name: 'hosts-exist',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a route goes to a host that exists, where all objects of the mesh are known',
  reads: ['VirtualService', 'Service', 'ServiceEntry', 'isWhole'],
  find: (mesh) =>
    mesh.VirtualService.flatMap((route) => {
      const { place, namespace, spec } = route;
      const by = spec.exportTo === undefined ? [namespace] : exportedTo(spec.exportTo, namespace);
      const sound = destinationsOf(route).filter(({ destination }) => destinationFault(destination) === undefined);
      const named = grouped(sound, ({ destination }) => destination.host);
      return [...named]
        .filter(([host]) => mesh.isWhole && !isSeen(mesh, host, namespace, by))
        .map(([host, [first]]) => ({
          place,
          at: [first?.destination ?? 'spec', 'host'],
          problem: TRAFFIC.missing('host', host, REMEDY),
          sought: [soughtHost(host, namespace)],
          ...severityOfHost(mesh, host, namespace),
        }));
    }),
};
