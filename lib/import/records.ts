import { injectorValues } from '../istio/injection/values';
import type { IstioProps } from '../istio/props';
import { type Block, blockOf, isBlock, listOf } from '../kit/json';
import type { Installation } from './installation';
import type { Path } from './values/values';

/** What istiod's chart copies into the ConfigMap of the injector as it is given. Source: istiod-injector-configmap.yaml */
const COPIED: readonly Path[] = [
  ['global'],
  ['sidecarInjectorWebhook'],
  ['pilot', 'cni'],
  ['pilot', 'env'],
  ['gateways', 'securityContext'],
  ['gateways', 'seccompProfile'],
];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, key) => (isBlock(one) ? one[key] : undefined), value);

/** Paths of single values, lists as a whole. */
const leaves = (value: unknown, path: Path): readonly Path[] =>
  isBlock(value) ? Object.keys(value).flatMap((key) => leaves(value[key], [...path, key])) : [path];

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other) || (typeof one !== 'object' && String(one) === String(other));

/** Values that the charts only record, for nobody to read, and that our record has otherwise. */
export function unrecorded({ values, parts, components }: Installation, istio: IstioProps): readonly string[] {
  if (!parts.pilot) return [];
  const ours = JSON.parse(injectorValues(istio)) as Block;
  // istioctl sets these in istiod alone, after its chart.
  const later = listOf(components.pilot?.k8s.at(['env']))
    .map(blockOf)
    .flatMap(({ name, value }) => (value === undefined ? [] : [['pilot', 'env', String(name)]]))
    .filter((path) => values.at(path) === undefined);
  const differing = COPIED.flatMap((root) => leaves(values.at(root), root)).filter((path) => {
    const [given, own] = [values.at(path), at(ours, path)];
    // `null` takes the chart's own default away.
    return given === null ? own !== undefined && own !== null : given !== undefined && !isSame(given, own);
  });
  return [...differing, ...later].map((path) => path.join('.'));
}
