import type { Environment } from '../../installation/environment';
import { imageTag } from '../../istio/parts/image';
import type { IstioProps } from '../../istio/props';
import { Revision } from '../../istio/revisions/revision';
import { restarted, rolledOut } from '../../upgrade/kubectl';
import type { Progress } from '../../upgrade/progress';
import type { Move } from '../../upgrade/upgrade';
import { editOf } from './edit';

/** What somebody does to take one step, in this order. */
export interface Doing {
  /** Commands that all end with 0 where it is safe. */
  readonly safe: readonly string[];
  /** TypeScript that makes the environment what it is after the step; `environment` is what it is now. */
  readonly edit: string;
  /** What brings it into the cluster. */
  readonly apply: readonly string[];
  /** What ends with 0 once it is rolled out. */
  readonly wait: readonly string[];
  /** What moves the pods. */
  readonly restart: readonly string[];
}

export interface SaidStep extends Doing {
  readonly name: string;
  readonly does: string;
  readonly isDone: boolean;
  readonly back: Doing;
}

/** An upgrade as far as it is known without the cluster. */
export interface SaidUpgrade {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** What changes for users of the mesh. */
  readonly changes: readonly string[];
  readonly done: number;
  readonly steps: readonly SaidStep[];
}

const planeOf = (istio: IstioProps): string => `${new Revision(istio).name} (Istio ${imageTag(istio)})`;

/** Who brings `dist/` into the cluster: what left it goes, too. */
const applied = ({ name, delivery }: Environment): readonly string[] => [
  'npx cdk8s-istio synth',
  delivery === undefined ? `npx cdk8s-istio apply ${name} --prune` : `git commit -am 'upgrade ${name}' && git push`,
];

function doing(before: Environment, { environment, safe, ready, restart }: Move): Doing {
  // With rollWorkloads, the step itself restarts them.
  const isRestarted = restart !== undefined && environment.rollWorkloads !== true;
  return {
    safe,
    edit: editOf(before, environment),
    apply: applied(environment),
    wait: ready.map(rolledOut),
    restart: isRestarted ? [restarted(restart)] : [],
  };
}

export function saidOf(environment: Environment, { from, to, steps, done }: Progress): SaidUpgrade {
  return {
    environment: environment.name,
    from: planeOf(from),
    to: planeOf(to),
    changes: steps.flatMap(({ changes = [] }) => changes),
    done,
    steps: steps.map((step, i) => ({
      name: step.name,
      does: step.does,
      isDone: i < done,
      ...doing(step.back.environment, step),
      back: doing(step.environment, step.back),
    })),
  };
}
