import { blockOf, textsOf } from '../../kit/json';
import { ofKind } from '../../model/lookup';
import type { Rule } from '../rule';
import { actionProblems, localProblems } from './local';
import { serviceProblems } from './service';

export const rateLimits: Rule = {
  name: 'rate-limits',
  codes: ['MESH409', 'MESH453', 'MESH454', 'MESH455', 'MESH456', 'MESH460', 'MESH463'],
  severity: 'error',
  about: 'limits of requests are some that Envoy and its rate-limit service take, and count by something',
  reads: ['EnvoyFilter', 'objects'],
  find: (mesh) => [
    ...mesh.EnvoyFilter.flatMap(({ place, spec: { configPatches = [] } }) =>
      configPatches.flatMap(({ patch }) =>
        [...localProblems(patch?.value), ...actionProblems(patch?.value)].map((problem) => ({
          place,
          at: [patch ?? 'spec', 'value'] as const,
          problem,
        })),
      ),
    ),
    ...ofKind(mesh, 'ConfigMap').flatMap(({ place, object }) =>
      Object.entries(textsOf(blockOf(object)['data'])).flatMap(([key, text]) =>
        serviceProblems(text).map((problem) => ({ place, at: ['data', key] as const, problem })),
      ),
    ),
  ],
};
