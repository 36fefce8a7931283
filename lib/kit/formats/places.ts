/** Labels of regions, zones and subzones. */
export const TOPOLOGY: readonly string[] = [
  ...['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'],
  'topology.istio.io/subzone',
];

/** `region/zone/subzone`, of which a later part may be left out or be `*`. */
export const isPlace = (place: string): boolean => /^[^*/]+(\/[^*/]+){0,2}$|^(?:[^*/]+\/){0,2}\*$/.test(place);

const holds = (wide: string, narrow: string): boolean => {
  const begin = wide.replace(/\/?\*$/, '');
  return begin === '' || narrow === begin || narrow.replace(/\/?\*$/, '') === begin || narrow.startsWith(`${begin}/`);
};

/** Two of some places, one of which is within the other. */
export const overlapping = (places: readonly string[]): readonly [string, string] | undefined =>
  places
    .flatMap((a, i) => places.slice(i + 1).map((b) => [a, b] as const))
    .find(([a, b]) => holds(a, b) || holds(b, a));
