import type { ILocalObjectReference } from 'kubernetes-models/v1/LocalObjectReference';
import { filled } from '../../kit/defined';
import type { ImageProps, IstioProps, StringMap } from '../props';
import { releaseOf } from '../versions';

/** The Secrets by which an account, or a pod, pulls Istio's images. */
export const pullSecrets = ({ pullSecrets: names }: ImageProps): ILocalObjectReference[] | undefined =>
  filled(names?.map((name) => ({ name })));

/** What says which of Istio's images are meant. */
export type ImageSource = Pick<IstioProps, 'version' | 'image'>;

/** The tag of a control plane's images: the one that is named, or its minor's patch release. */
export const imageTag = ({ version, image }: ImageSource): string => image.tag ?? releaseOf(version).tag;

/** Full reference of one of Istio's images: `hub/name:tag[-variant][@digest]`. A name that holds a `/` is a reference already. */
export function image(istio: ImageSource, name: string): string {
  if (name.includes('/')) return name;
  const { hub, variant, digests = {}, references = {} } = istio.image;
  const own = (map: StringMap) => (Object.hasOwn(map, name) ? map[name] : undefined);
  const whole = own(references as StringMap);
  if (whole !== undefined) return whole;
  const digest = own(digests as StringMap);
  return `${hub}/${name}:${imageTag(istio)}${variant === undefined ? '' : `-${variant}`}${digest === undefined ? '' : `@${digest}`}`;
}
