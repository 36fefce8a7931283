import { notesOf } from '../../files/surroundings';
import { collect } from '../../model/collect';
import { changesBetween } from '../../report/changes/changes';
import { graphOf } from '../../report/report';
import type { MeshChange } from '../../report/types';
import type { Manifest } from '../dist/manifest';
import { secretsNeeded } from '../secrets/needed';
import type { Effect, Said } from './effects';

/** What no single object says: shares of versions, and who may call whom. */
const EFFECT: Readonly<Record<MeshChange['about'], Effect['effect'] | undefined>> = {
  allowed: 'risky',
  refused: 'risky',
  reach: 'risky',
  shares: 'traffic',
  graph: undefined,
  restarts: undefined,
  risky: undefined,
  other: undefined,
};
const WORDS: Readonly<Partial<Record<MeshChange['about'], string>>> = {
  allowed: 'newly allowed: ',
  refused: 'newly refused: ',
};

function stateOf(objects: readonly Manifest[]) {
  const written = objects.map((object) => ({ place: '', object: { ...object } }));
  const mesh = collect(written, notesOf(written), { isWhole: true });
  return { mesh, ...graphOf(mesh, '') };
}

/** What a change means for the mesh as a whole: shares of requests, who may newly call whom, and which Secrets must newly be there. */
export function meshEffects(before: readonly Manifest[], after: readonly Manifest[]): readonly Said[] {
  const known = new Set(secretsNeeded(before).map(({ namespace, name }) => `${namespace}/${name}`));
  const secrets = secretsNeeded(after).filter(({ namespace, name }) => !known.has(`${namespace}/${name}`));
  const changes = changesBetween({ before: stateOf(before), after: stateOf(after) });
  return [
    ...changes.flatMap(({ about, text }): readonly Said[] => {
      const effect = EFFECT[about];
      const [name = ''] = text.split(': ');
      return effect === undefined
        ? []
        : [{ effect, kind: `${about} ${name}`, name, text: `${WORDS[about] ?? ''}${text}` }];
    }),
    ...secrets.map(
      ({ namespace, name, by, type }): Said => ({
        effect: 'risky',
        kind: 'Secret',
        name: `${namespace}/${name}`,
        text: `Secret ${namespace}/${name} (${type}) must be there before: ${by} needs it`,
      }),
    ),
  ];
}
