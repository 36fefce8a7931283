import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';
import { atOneDoor, type Claim, claimsOf } from './sni-claims';

const holds = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every((name) => wide.includes(name));

/** Whether names are lost, whichever of the two comes first. Of VirtualServices with a host in common MESH330 speaks. */
function loses(one: Claim, before: Claim): boolean {
  const [own = [], earlier = []] = [one.passed, before.passed];
  if (one.by === before.by) return !holds(earlier, own);
  return !(holds(earlier, own) && holds(own, earlier)) && !one.hosts?.some((host) => before.hosts?.includes(host));
}

export const sniLeftOut: Rule = {
  name: 'sni-left-out',
  codes: ['MESH898'],
  severity: 'warning',
  about: 'no match of TLS at a gateway is left out, with all of its names, for one name that another has too',
  reads: ['Gateway', 'ApiGateway', 'VirtualService', 'TLSRoute', 'Service'],
  find: (mesh) => {
    const said = new Set<string>();
    return claimsOf(mesh).flatMap((group) =>
      group.flatMap((one, i) => {
        const { passed, place, at, port, sni, by } = one;
        if (passed === undefined) return [];
        const other = group
          .slice(0, i)
          .find((before) => before.passed && atOneDoor(one.door, before.door) && loses(one, before));
        const key = `${place} ${port} ${passed.join()} ${other?.by}`;
        if (other === undefined || said.has(key)) return [];
        said.add(key);
        const rival = other.by === by ? 'another match of it' : other.by;
        return [{ place, at, problem: GATEWAYS.sniLeftOut(port, passed, sni, rival) }];
      }),
    );
  },
};
