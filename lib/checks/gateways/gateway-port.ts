import { servicesAsking } from '../../model/lookup';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

export const gatewayPort: Rule = {
  name: 'gateway-port',
  codes: ['IST0162'],
  severity: 'warning',
  about: "a gateway's Service has the ports that its servers listen on, as port or as target port",
  reads: ['Gateway', 'Service'],
  find: (mesh) => {
    return mesh.Gateway.flatMap(({ place, spec }) => {
      const selected = spec.selector === undefined ? [] : servicesAsking(mesh, spec.selector);
      const ports = selected.flatMap((service) => service.spec.ports ?? []);
      const known = new Set(ports.flatMap(({ port, targetPort }) => [port, targetPort ?? port]));
      const [first] = selected;
      if (first === undefined) return [];
      return (spec.servers ?? []).flatMap(({ port }) =>
        known.has(port.number)
          ? []
          : [
              {
                place,
                at: [port, 'number'],
                problem: TRAFFIC.gatewayPort(port.number, first.name, [...known].map(String)),
              },
            ],
      );
    });
  },
};
