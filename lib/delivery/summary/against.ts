import { readFileSync } from 'node:fs';
import { notesOf } from '../../files/surroundings';
import { readManifests } from '../../kit/read-yaml';
import { collect } from '../../model/collect';
import type { Note } from '../../model/notes';
import { changesBetween, withChanges } from '../../report/changes/changes';
import { graphOf, meshOf } from '../../report/report';
import type { GraphEdge, GraphNode, MeshChange, MeshReport, Reported } from '../../report/types';
import type { Manifest } from '../dist/manifest';
import { compare } from './compare';
import { effectsOf } from './effects';

/** An earlier state of `dist`: what it is called, and a JSON file with its texts by their paths. */
export interface Against {
  readonly name: string;
  readonly texts: string;
}

const EARLIER: Readonly<Record<string, MeshChange['about']>> = { risky: 'risky', restarts: 'restarts' };

/** Objects of an environment in an earlier state. */
const objectsIn = (files: ReadonlyMap<string, string>, environment: string): readonly Manifest[] =>
  [...files]
    .filter(([path]) => path.startsWith(`${environment}/`))
    .flatMap(([, text]) => readManifests(text) as Manifest[]);

/** Calls that are declared now; no object says so, and a call is taken to be old where both of its ends are. */
const callsOf = (notes: readonly Note[] = []): readonly Note[] => notes.filter(({ kind }) => kind === 'Call');

/** A report with what differs from an earlier state of the files. */
export function against(report: MeshReport, clusters: readonly Reported[], { name, texts }: Against): MeshReport {
  const files = new Map(Object.entries(JSON.parse(readFileSync(texts, 'utf8')) as Readonly<Record<string, string>>));
  const old: { nodes: GraphNode[]; edges: GraphEdge[] } = { nodes: [], edges: [] };
  const changes = clusters.flatMap((cluster): readonly MeshChange[] => {
    const objects = objectsIn(files, cluster.name);
    const written = objects.map((object) => ({ place: '', object: { ...object } }));
    const mesh = collect(written, [...notesOf(written), ...callsOf(cluster.notes)]);
    const before = { mesh, ...graphOf(mesh, cluster.name) };
    old.nodes.push(...before.nodes);
    old.edges.push(...before.edges);
    const own = <T extends { readonly id: string }>(all: readonly T[]) =>
      all.filter(({ id }) => id.startsWith(`${cluster.name}|`));
    const after = {
      mesh: meshOf(cluster),
      nodes: own(report.nodes),
      edges: own(report.edges).filter(({ kind }) => kind !== 'peer'),
    };
    const said = compare(objects, objectsIn(cluster.files, cluster.name)).flatMap(effectsOf);
    return [
      ...changesBetween({ before, after }),
      ...said.flatMap(({ effect, text }): readonly MeshChange[] => {
        const about = EARLIER[effect];
        return about === undefined ? [] : [{ what: 'changed', of: '', about, text }];
      }),
    ];
  });
  return { ...withChanges(report, old, changes), against: name };
}
