import fc from 'fast-check';
import { DELIVERY } from '../../../lib/delivery/program/props';
import { renderedOnce } from '../../../lib/delivery/render';
import type { Environment } from '../../../lib/installation/environment';
import { fleet } from '../../../lib/topology/fleet';
import type { Topology } from '../../../lib/topology/topology';
import { upgrade } from '../../../lib/upgrade/upgrade';
import { type Mutated, mutated } from '../mutated';
import { CONTROL_PLANES } from './control-planes';
import { ADDONS, DELIVERIES, GATEWAYS, NODE_AGENTS } from './parts';
import { cheap, env } from './samples';

/** What is typed, and the environments that are made of it. */
interface Sample<T = unknown> {
  /** As it should be. */
  readonly typed: T;
  readonly environments: (typed: T) => readonly Environment[];
}

/** Samples of one subject. */
export interface EnvironmentFamily {
  readonly name: string;
  readonly samples: readonly Sample[];
}

const family = (name: string, samples: Readonly<Record<string, Environment>>): EnvironmentFamily => ({
  name,
  samples: Object.values(samples).map((typed) => ({ typed, environments: (one) => [one as Environment] })),
});

/** A sample with something changed, and how it is rendered. */
export interface Odd extends Mutated<unknown> {
  /** @throws Refused */
  readonly render: () => void;
}

const rendering = ({ environments }: Sample, { value, typed }: Mutated<unknown>): Odd => ({
  value,
  typed,
  render: () => {
    renderedOnce(environments(value), DELIVERY);
  },
});

/** As they should be. */
export const plain = ({ samples }: EnvironmentFamily): readonly Odd[] =>
  samples.map((sample) => rendering(sample, { value: sample.typed, typed: true }));

/** And as somebody may have typed them. */
export const odd = ({ samples }: EnvironmentFamily): fc.Arbitrary<Odd> =>
  fc.oneof(...samples.map((sample) => mutated(sample.typed).map((changed) => rendering(sample, changed))));

const topology: Topology = {
  ...{ meshId: 'mesh', trustDomain: 'example.com', failover: { east: 'west' } },
  networks: [{ name: 'one', address: '192.0.2.1' }, { name: 'two' }],
  clusters: {
    east: { network: 'one', podCidrs: ['10.0.0.0/16'] },
    west: { network: 'two', controlledBy: 'east' },
  },
};
const clusters: Sample<Topology> = {
  typed: topology,
  environments: (typed) => fleet('fleet', env({ istio: cheap() }), typed),
};

const plan = { revision: 'next', rings: ['early'], tag: '1.31.1' };
const steps: Sample<typeof plan> = {
  typed: plan,
  environments({ revision, rings, tag }) {
    const from = env({ istio: cheap({ revision: 'old' }), tags: { early: 'old' } });
    const [last] = upgrade(from, { to: { revision, image: { tag } }, rings }).slice(-1);
    return last === undefined ? [] : [last.environment];
  },
};

/** Every block of an environment, and what makes several of one. */
export const ENVIRONMENTS: readonly EnvironmentFamily[] = [
  family('control planes', CONTROL_PLANES),
  family('gateways', GATEWAYS),
  family('node agents', NODE_AGENTS),
  family('addons', ADDONS),
  family('delivery', DELIVERIES),
  { name: 'fleets and upgrades', samples: [clusters as Sample, steps as Sample] },
];
