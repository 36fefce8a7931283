import { RULED } from '../../../problems/istiod-policies';
import { type Part, partsOf, rule } from './rule';

/** `region/zone/subzone`, of which a later part may be left out or be `*`. */
const isPlace = (place: string): boolean => /^[^*/]+(\/[^*/]+){0,2}$|^(?:[^*/]+\/){0,2}\*$/.test(place);
const placeHolds = (wide: string, narrow: string): boolean => {
  const begin = wide.replace(/\/?\*$/, '');
  return begin === '' || narrow === begin || narrow.replace(/\/?\*$/, '') === begin || narrow.startsWith(`${begin}/`);
};

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

type Locality = NonNullable<NonNullable<Part['loadBalancer']>['localityLbSetting']>;
type Failover = Pick<Locality, 'failover' | 'failoverPriority'>;

function failoverFaults({ failover = [] }: Failover): readonly string[] {
  return failover.flatMap(({ from = '', to = '' }) => {
    if (from === to) return [`fails over from ${from} to itself`];
    return /[*/]/.test(from + to) ? [`fails over from ${from} to ${to}, which are no whole regions`] : [];
  });
}

function distributeFaults({ distribute = [] }: Locality): readonly string[] {
  const overlap = (places: readonly string[]) =>
    places
      .flatMap((a, i) =>
        places
          .slice(i + 1)
          .flatMap((b) => (placeHolds(a, b) || placeHolds(b, a) ? [`has ${a} and ${b}, which overlap`] : [])),
      )
      .slice(0, 1);
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
        RULED.locality,
      ),
    ),
);
