import type { ILocalObjectReference } from 'kubernetes-models/v1/LocalObjectReference';
import { filled } from '../kit/defined';
import type { ImageProps, StringMap } from './props';

/** The Secrets by which an account, or a pod, pulls Istio's images. */
export const pullSecrets = ({ pullSecrets: names }: ImageProps): ILocalObjectReference[] | undefined =>
  filled(names?.map((name) => ({ name })));

/** Full reference of one of Istio's images: `hub/name:tag[-variant][@digest]`. A name that holds a `/` is a reference already. */
export function image(props: ImageProps, name: string): string {
  if (name.includes('/')) return name;
  const { hub, tag, variant, digests = {}, references = {} } = props;
  const whole = (references as StringMap)[name];
  if (whole !== undefined) return whole;
  const digest = digests[name];
  return `${hub}/${name}:${tag}${variant === undefined ? '' : `-${variant}`}${digest === undefined ? '' : `@${digest}`}`;
}
