import { isPlace, overlapping, TOPOLOGY } from '../../../kit/formats/places';
import { RULED } from '../../../problems/istio/istiod-policies';
import { type Part, partsOf, rule } from './rule';

type Locality = NonNullable<NonNullable<Part['loadBalancer']>['localityLbSetting']>;
type Failover = Pick<Locality, 'failover' | 'failoverPriority'>;

function failoverFaults({ failover = [] }: Failover): readonly string[] {
  return failover.flatMap(({ from = '', to = '' }) => {
    if (from === to) return [`fails over from ${from} to itself`];
    return /[*/]/.test(from + to) ? [`fails over from ${from} to ${to}, which are no whole regions`] : [];
  });
}

function distributeFaults({ distribute = [] }: Locality): readonly string[] {
  const overlap = (places: readonly string[]) => {
    const [one, other] = overlapping(places) ?? [];
    return one === undefined ? [] : [`has ${one} and ${other}, which overlap`];
  };
  const all = distribute.flatMap(({ from = '', to = {} }) => [from, ...Object.keys(to)]);
  return [
    ...all.filter((place) => !isPlace(place)).map((place) => `has ${JSON.stringify(place)}`),
    ...overlap(distribute.map(({ from = '' }) => from)),
    ...distribute.flatMap(({ to = {} }) => overlap(Object.keys(to))),
    ...distribute.flatMap(({ from = '', to = {} }) => {
      const sum = Object.values(to).reduce((total, one) => total + one, 0);
      const [nothing] = Object.entries(to).find(([, share]) => share < 1) ?? [];
      if (nothing !== undefined) return [`has no share for ${nothing}`];
      return sum === 100 ? [] : [`has shares of ${from} that add up to ${sum}`];
    }),
  ];
}

function localityFaults(locality: Locality | undefined): readonly string[] {
  if (locality === undefined) return [];
  const { distribute = [], failover = [], failoverPriority = [] } = locality;
  const place = failoverPriority.find((one) => TOPOLOGY.includes(one));
  if (distribute.length > 0 && failover.length > 0) return ['has both distribute and failover'];
  if (failover.length > 0 && place !== undefined) return [`has failover, and ${place} in failoverPriority`];
  return [...distributeFaults(locality), ...failoverFaults(locality)];
}

const zoneFaults = (zones: Failover | undefined): readonly string[] => [
  ...(zones?.failoverPriority ?? [])
    .filter((one) => TOPOLOGY.includes(one))
    .map((one) => `is by zone, and has ${one} in failoverPriority, which zones are`),
  ...failoverFaults(zones ?? {}),
];

/** Source: istio pkg/config/validation/agent, ValidateLocalityLbSetting and ValidateZoneAwareLbSetting. */
export const localities = rule(
  'localities',
  'MESH965',
  'places that share traffic, or take over, are spelt as such, none within another',
  (spec) =>
    partsOf(spec).flatMap(([, { loadBalancer }]) =>
      [...localityFaults(loadBalancer?.localityLbSetting), ...zoneFaults(loadBalancer?.zoneAwareLbSetting)].map(
        (why) => ({ at: [loadBalancer ?? 'spec'], problem: RULED.locality(why) }),
      ),
    ),
);
