import type { ImageProps } from './props';

/** Full reference of one of Istio's images: `hub/name:tag[-variant][@digest]`. A name that holds a `/` is a reference already. */
export function image(props: ImageProps, name: string): string {
  if (name.includes('/')) return name;
  const { hub, tag, variant, digests = {} } = props;
  const digest = digests[name];
  return `${hub}/${name}:${tag}${variant === undefined ? '' : `-${variant}`}${digest === undefined ? '' : `@${digest}`}`;
}
