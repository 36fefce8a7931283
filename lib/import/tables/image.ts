import type { Environment } from '../../installation/environment';
import { image, imageTag } from '../../istio/parts/image';
import { maybe, text } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';

const { rows } = rowsOf<Environment>();

/** A component's image, where it is not put together as all are. */
export const imageRow = (
  of: 'pilot' | 'cni' | 'ztunnel',
  name: 'pilot' | 'install-cni' | 'ztunnel',
): Row<Environment> =>
  rows(
    ['hub', 'tag', 'variant', 'image'].map((key) => `${of}.${key}`),
    (said, { istio }) => {
      const given = (key: string) => said.read(`${of}.${key}`, maybe(text));
      const own = given('image') || name;
      const variant = given('variant') || istio.image.variant;
      const reference = own.includes('/')
        ? own
        : `${given('hub') || istio.image.hub}/${own}:${given('tag') || imageTag(istio)}${variant ? `-${variant}` : ''}`;
      return reference === image(istio, name) ? {} : { istio: { image: { references: { [name]: reference } } } };
    },
  );
