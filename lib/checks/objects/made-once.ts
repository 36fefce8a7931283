import { NAMES } from '../../kit/names';
import type { MeshCheck } from '../../model/mesh';
import { identity } from '../../model/object';

/** The server keeps one object of a name, so that the later would silently replace the earlier. */
export const madeOnce: MeshCheck = ({ objects }) => {
  const first = new Map<string, string>();
  return objects.flatMap(({ place, name, namespace, object }) => {
    const earlier = first.get(identity(object));
    first.set(identity(object), earlier ?? place);
    const where = namespace === '' ? '' : ` in namespace "${namespace}"`;
    return earlier === undefined ? [] : [{ place, problem: NAMES.twice(`${object.kind} "${name}"${where}`, earlier) }];
  });
};
