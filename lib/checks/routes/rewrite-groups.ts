import { ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import { isPattern, lackedGroup } from '../../schema/regex';
import type { Rule } from '../rule';

export const rewriteGroups: Rule = {
  name: 'rewrite-groups',
  codes: ['MESH372'],
  severity: 'warning',
  about: 'a path is rewritten by groups that its expression has',
  reads: ['VirtualService'],
  find: ({ VirtualService }) =>
    VirtualService.flatMap(({ place, spec }) =>
      (spec.http ?? []).flatMap((rule, i) => {
        const { match = '', rewrite = '' } = rule.rewrite?.uriRegexRewrite ?? {};
        const lacked = isPattern(match) ? lackedGroup(match, rewrite) : undefined;
        return lacked === undefined
          ? []
          : [
              {
                place,
                at: [rule, 'rewrite', 'uriRegexRewrite', 'rewrite'],
                problem: ADVICE.noGroup(ruleName('http', i, rule.name), lacked, match),
              },
            ];
      }),
    ),
};
