import { expect, test } from '@jest/globals';
import { minimal } from '../environments/minimal';
import { fleet } from './fleet';
import type { Topology } from './topology';

const base = { meshId: 'acme', trustDomain: 'acme.example' };
const netEast = { name: 'net-east', address: '192.0.2.1' };
const flat = [{ name: 'flat' }];

test.each([
  [
    { networks: [netEast, netEast], clusters: { a: { network: 'net-east' } } },
    'MESH640 [fleet] two networks have the name',
  ],
  [{ networks: flat, clusters: { a: { network: 'round' } } }, 'MESH641 [fleet] cluster "a" lies in network "round"'],
  [{ networks: flat, clusters: { a: { network: 'flat', controlledBy: 'b' } } }, 'MESH642 [fleet] cluster "a" is contr'],
  [
    {
      networks: [netEast],
      clusters: {
        a: { network: 'net-east' },
        b: { network: 'net-east', controlledBy: 'a' },
        c: { network: 'net-east', controlledBy: 'b' },
      },
    },
    'MESH643 [fleet] cluster "c" is controlled by "b", which has no istiod itself',
  ],
  [
    { networks: flat, clusters: { a: { network: 'flat' }, b: { network: 'flat', controlledBy: 'a' } } },
    'MESH644 [fleet] cluster "b" has no address for the istiod of "a"',
  ],
  [
    {
      networks: [netEast],
      clusters: { a: { network: 'net-east' }, b: { network: 'net-east', controlledBy: 'a', externalIn: 'a' } },
    },
    'MESH646 [fleet] cluster "b" has both controlledBy and externalIn',
  ],
  [{ networks: [{ name: 'net/1' }], clusters: {} }, 'MESH647 [fleet] "net/1" is no name for a network'],
  [
    { networks: [netEast, { name: 'net-west', address: '192.0.2.1' }], clusters: {} },
    'MESH648 [fleet] networks net-east and net-west are both entered at 192.0.2.1',
  ],
  [
    { networks: [{ name: 'flat', address: 'https://gateway.example' }], clusters: {} },
    'MESH649 [fleet] network "flat" is entered at "https://gateway.example", which is no address',
  ],
  [{ networks: flat, clusters: { 'a.b': { network: 'flat' } } }, 'MESH645 [fleet] "a.b" is no name for a cluster'],
] satisfies [Pick<Topology, 'networks' | 'clusters'>, string][])(
  'a topology that contradicts itself is refused: %#',
  (topology, refusal) => {
    expect(() => fleet('fleet', minimal, { ...base, ...topology })).toThrow(refusal);
  },
);

test('the checks let good topologies pass', () => {
  const good: Topology = {
    ...base,
    networks: [netEast, { name: 'net_west.1', address: 'gateway.example' }, { name: 'net-south' }],
    clusters: { east: { network: 'net-east' }, west: { network: 'net_west.1' }, south: { network: 'net-south' } },
  };
  expect(fleet('fleet', minimal, good).map(({ name }) => name)).toEqual(['fleet/east', 'fleet/west', 'fleet/south']);
});
