import type { Problem } from '../../kit/problems';
import type { Mesh, SpecsByKind } from '../../model/mesh';
import { type HttpRule, ruleName } from '../../model/routes';
import type { Rule } from '../rule';

type Spec = SpecsByKind['VirtualService'];

/** A rule over each VirtualService, and over each of its HTTP rules. */
export const rule = (
  name: string,
  codes: string | readonly string[],
  about: string,
  problems: {
    readonly of?: (spec: Spec) => readonly Problem[];
    readonly http?: (rule: HttpRule, name: string, spec: Spec) => readonly Problem[];
  },
): Rule => ({
  name,
  codes: [codes].flat(),
  severity: 'error',
  about,
  reads: ['VirtualService'],
  find: (mesh: Mesh) =>
    mesh.VirtualService.flatMap(({ place, spec }) =>
      [
        ...(problems.of?.(spec) ?? []),
        ...(spec.http ?? []).flatMap((one, i) => problems.http?.(one, ruleName('http', i, one.name), spec) ?? []),
      ].map((problem) => ({ place, problem })),
    ),
});
