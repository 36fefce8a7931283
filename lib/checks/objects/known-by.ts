import { isOlder } from '../../kit/versions';
import { groupKind } from '../../model/object';
import { VERSIONS_OF } from '../../problems/istio/versions';
import { isGrowing, newerFields } from '../../schema/since';
import type { Rule } from '../rule';
import { readersOf } from './readers';

export const knownByReaders: Rule = {
  name: 'known-by-readers',
  codes: ['MESH923'],
  severity: 'error',
  about:
    'the oldest control plane that reads an object knows every field of it; it would silently leave out what it does not know',
  reads: ['objects', 'Namespace', 'controlPlanes'],
  find: (mesh) =>
    mesh.objects.flatMap((one) => {
      if (!isGrowing(groupKind(one.object))) return [];
      const [who, planes] = readersOf(mesh, one);
      const [oldest] = [...planes].sort((a, b) => (isOlder(a.version, b.version) ? -1 : 1));
      if (oldest === undefined) return [];
      return newerFields(groupKind(one.object), one.spec, oldest.version).map(({ field, since }) => ({
        place: one.place,
        problem: VERSIONS_OF.field(field, since, `${who(oldest)}, which is ${oldest.version}`),
      }));
    }),
};
