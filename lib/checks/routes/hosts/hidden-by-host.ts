import { hostHolds, isWild } from '../../../model/hosts/holding';
import type { SpecsByKind, Written } from '../../../model/mesh';
import { matchHolds, takesAll } from '../../../model/routes/matches';
import { gatewaysOf, type HttpRule, isForEntry, ruleName } from '../../../model/routes/routes';
import { UNREACHED } from '../../../problems/mesh/entry';
import type { Rule } from '../../rule';

type Route = Written<SpecsByKind['VirtualService']>;

const takesEverything = ({ match = [] }: HttpRule): boolean => match.length === 0 || match.some(takesAll);

/** Whether a rule of the narrower host takes all that another does. */
const holds = (rules: readonly HttpRule[], wide: HttpRule): boolean =>
  (wide.match ?? []).every((one) => rules.some(({ match = [] }) => match.some((mine) => matchHolds(mine, one))));

function hidden(narrow: Route, wide: Route, host: string, over: string, gateway: string) {
  const rules = (narrow.spec.http ?? []).filter((rule) => isForEntry(rule, gateway, narrow.namespace));
  if (rules.length === 0 || rules.some(takesEverything)) return [];
  return (wide.spec.http ?? []).flatMap((rule, i) =>
    !isForEntry(rule, gateway, wide.namespace) || takesEverything(rule) || holds(rules, rule)
      ? []
      : [
          {
            place: wide.place,
            at: [rule] as const,
            problem: UNREACHED.hiddenByHost(
              host,
              ruleName('http', i, rule.name),
              over,
              `${wide.namespace}/${wide.name}`,
            ),
          },
        ],
  );
}

export const hiddenByHost: Rule = {
  name: 'hidden-by-host',
  codes: ['MESH977'],
  severity: 'error',
  about:
    'what a gateway serves for a wildcard is served for the narrower hosts within it, too, unless they take every request',
  reads: ['VirtualService'],
  find: ({ VirtualService }) => {
    const wides = VirtualService.filter(({ spec }) => spec.hosts?.some((host) => isWild(host) && host !== '*'));
    return VirtualService.flatMap((narrow) =>
      wides
        .filter((wide) => wide !== narrow)
        .flatMap((wide) =>
          gatewaysOf(narrow)
            .filter((gateway) => gateway !== 'mesh' && gatewaysOf(wide).includes(gateway))
            .flatMap((gateway) =>
              (narrow.spec.hosts ?? []).flatMap((host) =>
                (wide.spec.hosts ?? [])
                  // A route for every host is for those that have none of their own.
                  .filter(
                    (over) =>
                      isWild(over) &&
                      over !== '*' &&
                      over !== host &&
                      hostHolds(over, host) &&
                      !wide.spec.hosts?.includes(host),
                  )
                  .flatMap((over) => hidden(narrow, wide, host, over, gateway)),
              ),
            ),
        ),
    );
  },
};
