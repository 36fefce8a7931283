import { grouped } from '../../kit/grouped';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

type Peers = Mesh['PeerAuthentication'][number];

const sorted = (labels: object = {}) => Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
const podsOf = ({ namespace, spec }: Peers): string => JSON.stringify([namespace, sorted(spec.selector?.matchLabels)]);
const saidBy = ({ spec: { mtls, portLevelMtls } }: Peers): string => JSON.stringify([mtls, sorted(portLevelMtls)]);

export const onePeerAuthentication: Rule = {
  name: 'one-peer-authentication',
  codes: ['MESH475'],
  severity: 'error',
  about: 'one PeerAuthentication says what TLS the same pods take',
  reads: ['PeerAuthentication'],
  find: ({ PeerAuthentication }) =>
    [...grouped(PeerAuthentication, podsOf).values()].flatMap(([first, ...rest]) =>
      rest.flatMap((one) =>
        first === undefined || saidBy(one) === saidBy(first)
          ? []
          : [{ place: one.place, at: ['spec', 'mtls'], other: first.place, problem: POLICY.twoPeers(address(first)) }],
      ),
    ),
};
