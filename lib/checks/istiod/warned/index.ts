import type { Mesh } from '../../../model/mesh';
import { RULED } from '../../../problems/istiod-policies';
import type { Finding, Rule } from '../../rule';
import { POLICIES } from './policies';
import { ROUTES } from './routes';
import { SERVICES } from './services';
import type { Warned } from './warned';

const ALL = { ...ROUTES, ...SERVICES, ...POLICIES };

export const warned: Rule = {
  name: 'istiod-does-not-warn',
  codes: ['MESH904'],
  severity: 'warning',
  about: 'nothing is said that istiod takes, but ignores or calls a thing of the past',
  reads: Object.keys(ALL) as (keyof typeof ALL)[],
  find: (mesh: Mesh) =>
    (Object.keys(ALL) as (keyof typeof ALL)[]).flatMap((kind) => {
      const said = ALL[kind] as (spec: unknown) => readonly Warned[];
      return mesh[kind].flatMap(({ place, spec }): readonly Finding[] =>
        said(spec).map(([fact, remedy]) => ({ place, problem: RULED.warned(fact, remedy) })),
      );
    }),
};
