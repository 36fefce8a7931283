import type { ImageProps } from './props';

/** Full reference of one of Istio's images: `hub/name:tag[-variant]`. A name that holds a `/` is a reference already. */
export const image = (props: ImageProps, name: string): string =>
  name.includes('/')
    ? name
    : `${props.hub}/${name}:${props.tag}${props.variant === undefined ? '' : `-${props.variant}`}`;
