import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';

/** What an API server gives out where `--service-node-port-range` does not say otherwise. */
const RANGE = { from: 30000, to: 32767 };
/** None is asked for. */
const ANY = 0;

export const nodePortsAreGivenOut: Rule = {
  name: 'node-ports-are-given-out',
  codes: ['MESH132'],
  severity: 'warning',
  about: 'a node port is in the range that API servers give out by default',
  reads: ['Service'],
  find: (mesh) =>
    mesh.Service.flatMap(({ place, spec }) =>
      (spec.ports ?? [])
        .filter(({ nodePort = ANY }) => nodePort !== ANY && (nodePort < RANGE.from || nodePort > RANGE.to))
        .map((port) => ({ place, at: [port, 'nodePort'], problem: GATEWAYS.nodePort(Number(port.nodePort)) })),
    ),
};
