import { injectorValues } from '../istio/injection/values';
import type { IstioProps } from '../istio/props';
import { type Block, isBlock } from '../kit/json';
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

const recordOf = (istio: IstioProps): Block => JSON.parse(injectorValues(istio)) as Block;

/**
 * Values that the charts only record, for nobody to read, and that our record has otherwise: they are no setting here, or (`before` the
 * component's `k8s`) istioctl sets them after the chart.
 */
export function unrecorded({ values, parts }: Installation, istio: IstioProps, before: IstioProps): readonly string[] {
  if (!parts.pilot) return [];
  const [ours, early] = [recordOf(istio), recordOf(before)];
  const later = [...leaves(ours, []), ...leaves(early, [])].filter((path) => !isSame(at(ours, path), at(early, path)));
  const differing = COPIED.flatMap((root) => leaves(values.at(root), root)).filter((path) => {
    const [given, own] = [values.at(path), at(ours, path)];
    // `null` takes the chart's own default away.
    return given === null ? own !== undefined && own !== null : given !== undefined && !isSame(given, own);
  });
  return [...new Set([...differing, ...later].map((path) => path.join('.')))];
}
