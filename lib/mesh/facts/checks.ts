import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { MESH_CHECKS } from '../../checks';
import { checkAt } from '../../kit/problems';
import { factsOf } from '.';

/** What relations range over: the outermost chart, which is one environment, or else the whole tree. */
export const meshOf = (construct: IConstruct): IConstruct =>
  construct.node.scopes.find((scope) => Chart.isChart(scope)) ?? construct.node.root;

/** Holds the relations of one mesh: each is checked once per synth, over everything that was made. */
export class MeshChecks extends Construct {
  private constructor(mesh: Construct) {
    super(mesh, 'MeshChecks');
    checkAt(this, () => {
      const facts = factsOf(mesh);
      return MESH_CHECKS.flatMap((holds) => holds(facts));
    });
  }

  /** Makes sure that the mesh of a construct is checked. */
  static on(construct: IConstruct): void {
    const mesh = meshOf(construct);
    if (mesh instanceof Construct && mesh.node.tryFindChild('MeshChecks') === undefined) new MeshChecks(mesh);
  }
}
