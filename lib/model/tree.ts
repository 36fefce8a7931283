import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Refused, refuse } from '../kit/problems';
import { CHECKS } from '../problems/checks';
import { collect } from './collect';
import type { Mesh } from './mesh';
import { type Note, notesOn } from './notes';
import type { KubeObject, WrittenObject } from './object';

/** What relations range over: the outermost chart, which is one environment, or else the whole tree. */
export const outermost = (construct: IConstruct): IConstruct =>
  construct.node.scopes.find((scope) => Chart.isChart(scope)) ?? construct.node.root;

/** A resource of a construct of ours is spoken of as that construct. */
export const placeOf = ({ node }: IConstruct): string =>
  (node.id === 'Resource' ? node.scope?.node.path : undefined) ?? node.path;

/** An object as it is written. @throws MESH361 where it holds what YAML cannot say */
function rendered(object: ApiObject): KubeObject {
  try {
    return object.toJson() as KubeObject;
  } catch (error) {
    if (error instanceof Refused) throw error;
    return refuse(
      placeOf(object),
      CHECKS.unwritable(object.kind, error instanceof Error ? error.message : String(error)),
    );
  }
}

const isElsewhere = (construct: IConstruct | undefined): boolean =>
  construct !== undefined && notesOn(construct).some(({ kind }) => kind === 'Elsewhere');

/** What the constructs below one write, and what they noted. */
export function written(root: IConstruct): {
  readonly objects: readonly WrittenObject[];
  readonly notes: readonly Note[];
} {
  const all = root.node.findAll();
  return {
    objects: all
      .filter((one) => ApiObject.isApiObject(one))
      .map((one) => ({
        place: placeOf(one),
        object: rendered(one),
        elsewhere: isElsewhere(one.node.scope),
      })),
    notes: all.flatMap(notesOn),
  };
}

/** The mesh that the constructs below one make. */
export function meshBelow(root: IConstruct): Mesh {
  const { objects, notes } = written(root);
  return collect(objects, notes);
}
