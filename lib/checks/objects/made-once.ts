import { NAMES } from '../../kit/formats/names';
import { grouped } from '../../kit/grouped';
import { identity } from '../../model/object';
import type { Rule } from '../rule';

/** A construct that has the object at a place, as what makes several has; a line of a file has none. */
const ownerOf = (place: string): string => (place.includes(':') ? place : place.slice(0, place.lastIndexOf('/') + 1));

export const madeOnce: Rule = {
  name: 'made-once',
  codes: ['MESH003'],
  severity: 'error',
  about: 'a name stands for one object: the server keeps one, so that a later would silently replace an earlier',
  reads: ['objects'],
  find: ({ objects }) => {
    const first = new Map<string, string>();
    const again = objects.flatMap(({ place, name, namespace, object }) => {
      if (name === '') return [];
      const who = identity(object);
      const earlier = first.get(who);
      first.set(who, earlier ?? place);
      const where = namespace === '' ? '' : ` in namespace "${namespace}"`;
      return earlier === undefined ? [] : [{ place, earlier, what: `${object.kind} "${name}"${where}` }];
    });
    return [...grouped(again, ({ place, earlier }) => `${ownerOf(place)} ${ownerOf(earlier)}`).values()].flatMap(
      ([one, ...more]) =>
        one === undefined
          ? []
          : [
              {
                place: one.place,
                at: ['metadata', 'name'],
                problem: NAMES.twice(
                  more.length === 0 ? one.what : `${one.what}, as ${more.length} more beside it,`,
                  one.earlier,
                ),
              },
            ],
    );
  },
};
