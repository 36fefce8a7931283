import { blockOf, listOf } from '../../kit/json';
import { podsOf } from '../../model/workloads/workloads';
import { ISTIOD } from '../../problems/istio/istiod';
import type { Rule } from '../rule';

/** What Go's strconv.ParseBool reads. */
const READ = /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/;

const isSwitch = (name: unknown): name is string => typeof name === 'string' && name.startsWith('PILOT_ENABLE_');

/** Source: istio pkg/env and pilot/pkg/features, whose PILOT_ENABLE_ variables are switches, all of them. */
export const switchesAreRead: Rule = {
  name: 'istiod-switches-are-read',
  codes: ['MESH139'],
  severity: 'warning',
  about: 'a switch of istiod, PILOT_ENABLE_ and a name, is on or off in a word that Go reads',
  reads: ['objects'],
  find: (mesh) =>
    mesh.objects.flatMap(({ object, place }) =>
      listOf(podsOf(object)?.spec['containers'])
        .filter((container) => blockOf(container)['name'] === 'discovery')
        .flatMap((container) => listOf(blockOf(container)['env']))
        .map(blockOf)
        .flatMap((variable) => {
          const { name, value } = variable;
          return isSwitch(name) && typeof value === 'string' && !READ.test(value)
            ? [{ place, at: [variable, 'value'], problem: ISTIOD.noSwitch(name, value) }]
            : [];
        }),
    ),
};
