import { collect } from '../../model/collect';
import type { Mesh } from '../../model/mesh';
import type { Asked } from '../request/ask';
import type { ClusterReport, MeshReport } from '../types';

const data = document.getElementById('report')?.textContent ?? '{}';
export const report: MeshReport = JSON.parse(data) as MeshReport;

const meshes = new Map<string, Mesh>();

/** The mesh of a cluster, which the simulator asks: the objects of `dist`, as tests read them. */
export function meshOf(cluster: string): Mesh {
  const known = meshes.get(cluster);
  if (known !== undefined) return known;
  const one = clusterCalled(cluster);
  const made = collect(one?.objects ?? [], one?.notes ?? []);
  meshes.set(cluster, made);
  return made;
}

export const clusterCalled = (name: string): ClusterReport | undefined =>
  report.clusters.find((one) => one.name === name);

/** What one part of the page asks of another. */
export interface Doors {
  /** Opens the panel beside the graph or the table. */
  open(title: string, content: readonly Node[]): void;
  /** Fills the form, and shows it. */
  ask(cluster: string, asked: Partial<Asked>): void;
  /** Shows a box of the graph. */
  show(node: string): void;
}
