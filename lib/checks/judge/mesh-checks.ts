import { Construct, type IConstruct } from 'constructs';
import { oncePerSynth } from '../../kit/once-per-object';
import { message } from '../../kit/problems';
import { JUDGE, outermost, written } from '../../model/tree';
import type { Rule } from '../rule';
import { type Judged, judge, type Passed } from './judge';

/** How a mesh is judged. */
interface Judging {
  /** A warning refuses as an error does. @default false */
  readonly strict?: boolean;
  /** What must be true of it beside what is true of every mesh. @default - nothing */
  readonly rules?: readonly Rule[];
}

type Written = ReturnType<typeof written>;

const passed = oncePerSynth((): Passed => new Map());

/** Holds what is true of one mesh: it is judged once per synth, over everything that was made. */
export class MeshChecks extends Construct {
  private strict = false;
  private rules: readonly Rule[] = [];
  private found: readonly Judged[] = [];
  private judged: Written | undefined;

  private constructor(private readonly mesh: Construct) {
    super(mesh, JUDGE);
    this.node.addValidation({ validate: () => this.errors() });
  }

  /** Makes sure that the mesh of a construct is judged. */
  static on(construct: IConstruct, { strict = false, rules = [] }: Judging = {}): void {
    const mesh = outermost(construct);
    if (!(mesh instanceof Construct)) return;
    const known = mesh.node.tryFindChild(JUDGE);
    const checks = known instanceof MeshChecks ? known : new MeshChecks(mesh);
    if (strict) checks.strict = true;
    checks.rules = [...checks.rules, ...rules];
  }

  /** What was said of the meshes below a construct when they were last validated, and refuses nothing. */
  static warningsOf(root: IConstruct): readonly string[] {
    return root.node
      .findAll()
      .flatMap((one) => (one instanceof MeshChecks ? one.found : []))
      .filter(({ severity }) => severity === 'warning')
      .map(({ problem, place }) => message(problem, place));
  }

  /** What a mesh was judged by: its objects and notes, as they were when it was last validated. */
  static judgedOf(mesh: IConstruct): Written {
    const known = mesh.node.tryFindChild(JUDGE);
    return (known instanceof MeshChecks ? known.judged : undefined) ?? written(mesh);
  }

  private errors(): string[] {
    this.judged = written(this.mesh);
    const { objects, notes } = this.judged;
    this.found = judge(objects, notes, { strict: this.strict, rules: this.rules, passed: passed(this.mesh) });
    return this.found
      .filter(({ severity }) => severity === 'error')
      .map(({ problem, place }) => message(problem, place));
  }
}
