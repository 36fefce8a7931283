import type { Mesh } from '../../model/mesh';
import { ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { At, Finding, Rule } from '../rule';

/** Letters that a query holds as escapes alone, or that part it. */
const NEVER_SENT = /[\s"<>#&]|[^\x21-\x7e]/;

interface Value {
  readonly name: string;
  readonly value: string;
}

const findings = (place: string, at: At, rule: string, all: readonly Value[]): readonly Finding[] =>
  all
    .filter(({ name, value }) => NEVER_SENT.test(name) || name.includes('=') || NEVER_SENT.test(value))
    .map(({ name, value }) => ({ place, at, problem: ADVICE.queryNeverSent(rule, name, value) }));

const ofIstio = ({ VirtualService }: Mesh): readonly Finding[] =>
  VirtualService.flatMap(({ place, spec }) =>
    (spec.http ?? []).flatMap(({ name: own, match = [] }, i) =>
      match.flatMap(({ queryParams = {} }) =>
        findings(
          place,
          [queryParams],
          ruleName('http', i, own),
          Object.entries(queryParams).map(([name, { exact, prefix }]) => ({ name, value: exact ?? prefix ?? '' })),
        ),
      ),
    ),
  );

const ofGatewayApi = ({ HTTPRoute }: Mesh): readonly Finding[] =>
  HTTPRoute.flatMap(({ place, spec }) =>
    (spec.rules ?? []).flatMap(({ name: own, matches = [] }, i) =>
      matches.flatMap(({ queryParams = [] }) =>
        findings(
          place,
          [queryParams],
          ruleName('rules', i, own),
          queryParams.map(({ name, type, value }) => ({ name, value: type === 'RegularExpression' ? '' : value })),
        ),
      ),
    ),
  );

export const queryFits: Rule = {
  name: 'query-fits',
  codes: ['MESH892'],
  severity: 'warning',
  about: 'a match on a parameter of the query is written as it is sent: Envoy decodes nothing',
  reads: ['VirtualService', 'HTTPRoute'],
  find: (mesh) => [...ofIstio(mesh), ...ofGatewayApi(mesh)],
};
