import { Construct, type IConstruct } from 'constructs';
import { MESH_CHECKS } from '../checks/all';
import { checkAt } from '../kit/problems';
import { factsOf } from './mesh-facts';

/** Holds the relations of the whole tree: each is checked once per synth, over everything that was made. */
export class MeshChecks extends Construct {
  private constructor(scope: Construct, id: string) {
    super(scope, id);
    checkAt(this, () => {
      const facts = factsOf(this.node.root);
      return MESH_CHECKS.flatMap((holds) => holds(facts));
    });
  }

  /** Makes sure that the tree of a construct is checked. */
  static on(construct: IConstruct): void {
    const { root } = construct.node;
    if (root instanceof Construct && root.node.tryFindChild('MeshChecks') === undefined)
      new MeshChecks(root, 'MeshChecks');
  }
}
