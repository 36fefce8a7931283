import { ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Rule } from '../rule';

/** What `/a` below the prefix becomes, as istiod has it done, if its slashes are not those that one means. */
function wrong(prefix: string, replacement: string, isRedirect: boolean): string | undefined {
  const cut = prefix === '/' ? '/' : prefix.replace(/\/$/, '');
  // A rewrite to the root is Istio's own case, which takes the slash along.
  if (!isRedirect && replacement.replace(/\/$/, '') === '') return undefined;
  const to = isRedirect ? replacement : replacement.replace(/\/$/, '');
  const made = `${to}${cut === '/' ? 'a' : '/a'}`;
  return made === `${replacement.replace(/\/$/, '')}/a` ? undefined : made;
}

export const prefixReplaced: Rule = {
  name: 'prefix-replaced',
  codes: ['MESH893'],
  severity: 'warning',
  about: 'what takes the place of a prefix in the Gateway API leaves its slashes as they are meant',
  reads: ['HTTPRoute'],
  find: ({ HTTPRoute }) =>
    HTTPRoute.flatMap(({ place, spec }) =>
      (spec.rules ?? []).flatMap(({ name, matches = [{}], filters = [] }, i) => {
        const prefixes = matches.flatMap(({ path: { type = 'PathPrefix', value = '/' } = {} }) =>
          type === 'PathPrefix' ? [value] : [],
        );
        return filters.flatMap((filter) => {
          const { requestRedirect, urlRewrite } = filter;
          const to = (requestRedirect ?? urlRewrite)?.path?.replacePrefixMatch;
          if (to === undefined) return [];
          const [found] = prefixes.flatMap((prefix) => {
            const made = wrong(prefix, to, requestRedirect !== undefined);
            return made === undefined ? [] : [{ prefix, made }];
          });
          if (found === undefined) return [];
          const asked = `${found.prefix.replace(/\/$/, '')}/a`;
          return [{ place, at: [filter], problem: ADVICE.slashes(ruleName('rules', i, name), asked, found.made) }];
        });
      }),
    ),
};
