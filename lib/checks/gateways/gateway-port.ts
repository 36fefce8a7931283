import type { MeshCheck } from '../../model/facts';
import { holds } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** A gateway's Service has the ports that its servers listen on, as port or as target port. */
export const gatewayPort: MeshCheck = (facts) => {
  const services = facts.Service.flatMap((service) =>
    service.spec.selector ? [{ service, selector: service.spec.selector }] : [],
  );
  return facts.Gateway.flatMap(({ path, spec }) => {
    const selected = services.filter(({ selector }) => holds(selector, spec.selector ?? { '': '' }));
    const ports = selected.flatMap(({ service }) => service.spec.ports ?? []);
    const known = new Set(ports.flatMap(({ port, targetPort }) => [port, targetPort ?? port]));
    const [first] = selected;
    if (first === undefined) return [];
    return (spec.servers ?? []).flatMap(({ port: { number } }) =>
      known.has(number)
        ? []
        : [{ path, problem: TRAFFIC.gatewayPort(number, first.service.name, [...known].map(String)) }],
    );
  });
};
