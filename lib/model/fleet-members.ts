import type { IConstruct } from 'constructs';
import { outermost } from './tree';

/** Trees that are environments, each with the mesh that its cluster is part of, if that has a name. */
const MESHES = new WeakMap<IConstruct, { readonly meshId: string | undefined }>();

/** Notes that a tree is an environment, and the mesh that its cluster joins with others. */
export const noteEnvironment = (tree: IConstruct, meshId: string | undefined): void =>
  void MESHES.set(tree, { meshId });

/** Two constructs are in clusters that are not of one mesh; of what is in no environment nobody knows. */
export function areStrangers(one: IConstruct, other: IConstruct): boolean {
  const [here, there] = [outermost(one), outermost(other)];
  const [own, theirs] = [MESHES.get(here), MESHES.get(there)];
  if (here === there || own === undefined || theirs === undefined) return false;
  return own.meshId === undefined || own.meshId !== theirs.meshId;
}
