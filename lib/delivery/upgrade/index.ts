import type { Environment } from '../../installation/environment';
import { MINORS, type Minor, NEWEST } from '../../istio/versions';
import { defined } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { UPGRADE } from '../../problems/installation/upgrade';
import { progressOf, type Wanted } from '../../upgrade/progress';
import { environmentOf, type Task } from '../program/tasks';
import { saidOf } from './said';
import { planText, stepText } from './words';

export const UPGRADE_WAYS = ['plan', 'next', 'back'] as const;

type Upgrade = Task & { readonly do: 'upgrade' };

/** The control plane that is asked for: of the newest minor, or of that of its images. */
function wanted({ to, istio, imageTag, rings }: Upgrade): Wanted {
  const version: Minor = istio ?? MINORS.find((minor) => imageTag?.startsWith(`${minor}.`)) ?? NEWEST;
  const image = imageTag === undefined ? {} : { image: { tag: imageTag } };
  return { to: { revision: to, version, ...image }, ...defined({ rings }) };
}

/** The flags of the same question again. */
const again = ({ to, istio, imageTag, rings = [] }: Upgrade): string =>
  [
    `--to ${to}`,
    ...(istio === undefined ? [] : [`--istio ${istio}`]),
    ...(imageTag === undefined ? [] : [`--image-tag ${imageTag}`]),
    ...rings.map((ring) => `--ring ${ring}`),
  ].join(' ');

/** Says how an environment gets to another control plane: the whole way, its next step, or its last one back. @throws MESH660-MESH667, MESH869 */
export function doUpgrade(task: Upgrade, environments: readonly Environment[]): number {
  const { way, output } = task;
  const environment = environmentOf(environments, task.environment);
  const progress = progressOf(environment, wanted(task));
  if (way === 'back' && progress.done === 0) refuse(environment.name, UPGRADE.noWayBack());
  const said = saidOf(environment, progress);
  if (output === 'text')
    process.stdout.write(way === 'plan' ? planText(said, again(task)) : stepText(said, way, again(task)));
  else {
    const { steps, ...rest } = said;
    const step = way === 'next' ? steps[said.done] : steps[said.done - 1];
    const { back, ...forward } = step ?? { back: undefined };
    const shown = way === 'plan' ? said : { ...rest, step: way === 'next' ? forward : { name: step?.name, ...back } };
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
  }
  return 0;
}
