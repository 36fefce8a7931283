import { blockOf, textsOf } from '../../../kit/json';
import type { Mesh } from '../../../model/mesh';
import { RULED } from '../../../problems/istio/istiod-policies';
import type { Finding, Rule } from '../../rule';
import { POLICIES } from './policies';
import { ROUTES } from './routes';
import { SERVICES } from './services';
import type { Warned } from './warned';

const ALL = { ...ROUTES, ...SERVICES, ...POLICIES };

const KINDS = Object.keys(ALL) as (keyof typeof ALL)[];
const AUTO_ALLOCATE = /^ +ISTIO_META_DNS_AUTO_ALLOCATE:/m;

export const warned: Rule = {
  name: 'istiod-does-not-warn',
  codes: ['MESH904'],
  severity: 'warning',
  about: 'nothing is said that istiod takes, but ignores or calls a thing of the past',
  reads: [...KINDS, 'ConfigMap'],
  find: (mesh: Mesh) => [
    ...mesh.ConfigMap.filter(({ object }) => AUTO_ALLOCATE.test(textsOf(blockOf(object)['data'])['mesh'] ?? '')).map(
      ({ place }) => ({
        place,
        problem: RULED.warned(
          'ISTIO_META_DNS_AUTO_ALLOCATE is of the past',
          'leave it out: istiod hands out addresses',
        ),
      }),
    ),
    ...KINDS.flatMap((kind) => {
      const said = ALL[kind] as (spec: unknown) => readonly Warned[];
      return mesh[kind].flatMap(({ place, spec }): readonly Finding[] =>
        said(spec).map(([fact, remedy]) => ({ place, problem: RULED.warned(fact, remedy) })),
      );
    }),
  ],
};
