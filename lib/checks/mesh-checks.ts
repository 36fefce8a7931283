import { Construct, type IConstruct } from 'constructs';
import { checkAt } from '../kit/problems';
import { meshBelow, outermost } from '../model/tree';
import { MESH_CHECKS } from '.';

/** Holds the relations of one mesh: each is checked once per synth, over everything that was made. */
export class MeshChecks extends Construct {
  private constructor(scope: Construct) {
    super(scope, 'MeshChecks');
    checkAt(this, () => {
      const mesh = meshBelow(scope);
      return MESH_CHECKS.flatMap((find) => find(mesh));
    });
  }

  /** Makes sure that the mesh of a construct is checked. */
  static on(construct: IConstruct): void {
    const mesh = outermost(construct);
    if (mesh instanceof Construct && mesh.node.tryFindChild('MeshChecks') === undefined) new MeshChecks(mesh);
  }
}
