import { blockOf } from '../../kit/json';
import { ofKind } from '../../model/lookup';
import { ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Finding, Rule } from '../rule';

/** Kinds that Istio no longer has. */
const REMOVED = 'rbac.istio.io';

export const fieldsAreCurrent: Rule = {
  name: 'fields-are-current',
  codes: ['IST0002'],
  severity: 'warning',
  about: 'no field or kind is used that Istio ignores or is about to drop',
  reads: ['VirtualService', 'Sidecar', 'Telemetry', 'controlPlanes', 'objects'],
  find: (mesh) => [
    ...mesh.VirtualService.flatMap(({ place, spec }) =>
      (spec.http ?? []).flatMap(({ fault, name }, i): readonly Finding[] =>
        (fault?.delay?.percent ?? 0) > 0
          ? [
              {
                place,
                at: [fault as object, 'delay', 'percent'],
                problem: ADVICE.deprecated(`fault.delay.percent of ${ruleName('http', i, name)}`, 'use percentage'),
              },
            ]
          : [],
      ),
    ),
    ...mesh.Sidecar.filter(({ spec }) => spec.outboundTrafficPolicy?.egressProxy !== undefined).map(({ place }) => ({
      place,
      at: ['spec', 'outboundTrafficPolicy', 'egressProxy'],
      problem: ADVICE.deprecated('outboundTrafficPolicy.egressProxy', 'lead the calls by a route; Istio ignores it'),
    })),
    ...mesh.Telemetry.flatMap(({ place, spec }): readonly Finding[] => {
      const lightstep = mesh.controlPlanes.flatMap((plane) => plane.spec.lightstepProviders ?? []);
      const used = (spec.tracing ?? []).flatMap(({ providers = [] }) => providers.map(({ name }) => name));
      return used
        .filter((name) => lightstep.includes(name))
        .map((name) => ({
          place,
          at: ['spec', 'tracing'],
          problem: ADVICE.deprecated(`provider ${name} (lightstep)`, 'send traces by opentelemetry'),
        }));
    }),
    ...ofKind(mesh, 'CustomResourceDefinition')
      .filter(({ object }) => blockOf(object.spec)['group'] === REMOVED)
      .map(({ place }) => ({
        place,
        at: ['spec', 'group'],
        problem: ADVICE.deprecated(`the group ${REMOVED}`, 'use security.istio.io'),
      })),
  ],
};
