import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';
import { atOneDoor, claimsOf } from './sni-claims';

export const sniOnce: Rule = {
  name: 'sni-once',
  codes: ['MESH890'],
  severity: 'error',
  about: 'a port of a gateway takes TLS for a name in once, or Envoy refuses all of the port',
  reads: ['Gateway', 'ApiGateway', 'VirtualService', 'TLSRoute', 'Service'],
  find: (mesh) =>
    claimsOf(mesh).flatMap((group) =>
      group.flatMap((one, i) => {
        const ends = one.passed === undefined;
        const other = group
          .slice(0, i)
          .find(
            (before) =>
              (ends || before.passed === undefined) &&
              (!ends || before.passed !== undefined || one.isApi || before.isApi) &&
              atOneDoor(one.door, before.door),
          );
        if (other === undefined) return [];
        return [{ place: one.place, at: one.at, problem: GATEWAYS.sniTwice(one.port, one.sni, other.by) }];
      }),
    ),
};
