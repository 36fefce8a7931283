import { NAMES } from '../../kit/formats/names';
import { identity } from '../../model/object';
import type { Rule } from '../rule';

export const madeOnce: Rule = {
  name: 'made-once',
  codes: ['MESH003'],
  severity: 'error',
  about: 'a name stands for one object: the server keeps one, so that a later would silently replace an earlier',
  reads: ['objects'],
  find: ({ objects }) => {
    const first = new Map<string, string>();
    return objects.flatMap(({ place, name, namespace, object }) => {
      if (name === '') return [];
      const who = identity(object);
      const earlier = first.get(who);
      first.set(who, earlier ?? place);
      const where = namespace === '' ? '' : ` in namespace "${namespace}"`;
      return earlier === undefined
        ? []
        : [{ place, at: ['metadata', 'name'], problem: NAMES.twice(`${object.kind} "${name}"${where}`, earlier) }];
    });
  },
};
