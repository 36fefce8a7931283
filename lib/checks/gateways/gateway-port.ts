import { servicesAsking } from '../../model/lookup';
import type { MeshCheck } from '../../model/mesh';
import { TRAFFIC } from '../../problems/traffic';

/** A gateway's Service has the ports that its servers listen on, as port or as target port. */
export const gatewayPort: MeshCheck = (mesh) => {
  return mesh.Gateway.flatMap(({ place, spec }) => {
    const selected = spec.selector === undefined ? [] : servicesAsking(mesh, spec.selector);
    const ports = selected.flatMap((service) => service.spec.ports ?? []);
    const known = new Set(ports.flatMap(({ port, targetPort }) => [port, targetPort ?? port]));
    const [first] = selected;
    if (first === undefined) return [];
    return (spec.servers ?? []).flatMap(({ port: { number } }) =>
      known.has(number) ? [] : [{ place, problem: TRAFFIC.gatewayPort(number, first.name, [...known].map(String)) }],
    );
  });
};
