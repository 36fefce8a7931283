import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { goFunction } from '../template/expression';
import { annotation, asJson, dict } from '../template/functions';
import { type Each, eachEntry, type Item } from '../template/tree';

/** A volume or the mount of one, as the user wrote it. */
type Entry = IVolume & IVolumeMount;

const parsed = goFunction('fromJSON', (json: string) => JSON.parse(json) as Readonly<Record<string, object>>);
/** The user's JSON with a name; a name within it wins, as with upstream's repeated YAML key. */
const merged = goFunction('mergeOverwrite', (name: object, value: unknown) => ({ ...name, ...(value as object) }));

/** Items from an annotation that holds a JSON object of them by name, or a list of them with names. */
const fromAnnotation = (name: 'sidecar.istio.io/userVolume' | 'sidecar.istio.io/userVolumeMount'): Each<Entry> =>
  eachEntry<Entry>(parsed(annotation(name, '{}')), (key, value) => asJson<Entry>(merged(dict({ name: key }), value)));

/** Volumes of the user for the proxy, and where the proxy sees them. */
export const userVolumes: Item<IVolume> = fromAnnotation('sidecar.istio.io/userVolume');
export const userMounts: Item<IVolumeMount> = fromAnnotation('sidecar.istio.io/userVolumeMount');
