import { NOW } from './edit';
import type { Doing, SaidUpgrade } from './said';

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`)];

/** The last step waits for pods that no step moves. */
const noRing = (from: string): string =>
  `no tag stands for ${from}: namespaces that follow it stay with it until they follow another; have them follow a tag first`;

/** The whole way: each step in a line. */
export function planText({ environment, from, to, changes, steps, done }: SaidUpgrade, more: string): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  return [
    `${environment}: from ${from} to ${to}, ${steps.length} steps, ${done} done`,
    ...list(
      'steps',
      steps.map(
        ({ name, does }, i) => `${i < done ? 'done' : i === done ? 'next' : '    '}  ${name.padEnd(width)}  ${does}`,
      ),
    ),
    ...(steps.some(({ name }) => name.startsWith('ring-')) ? [] : list('note', [noRing(from)])),
    ...list(
      'what changes for users',
      changes.map((one) => `- ${one}`),
    ),
    ...list('what to do now', [`npx cdk8s-istio upgrade next ${environment} ${more}`]),
    '',
  ].join('\n');
}

const doingLines = ({ safe, edit, apply, wait, restart }: Doing): readonly string[] => [
  ...list('wait until each of these ends with 0', safe),
  ...list(`change the environment; here it is called ${NOW}`, [edit]),
  ...list('bring it into the cluster', apply),
  ...list('wait until it is rolled out', wait),
  ...list('restart the pods that move', restart),
];

/** One step, forward or back: what somebody does, in order. */
export function stepText(said: SaidUpgrade, way: 'next' | 'back', more: string): string {
  const { environment, steps, done } = said;
  const at = way === 'next' ? done : done - 1;
  const step = steps[at];
  if (step === undefined) return '';
  const title = `${environment}: step ${at + 1} of ${steps.length}, ${step.name}`;
  const changes = at === 0 && way === 'next' ? said.changes.map((one) => `- ${one}`) : [];
  return [
    way === 'next' ? `${title}. ${step.does}` : `${title}, is taken back.`,
    ...list('what changes for users', changes),
    ...doingLines(way === 'next' ? step : step.back),
    ...list('then', [
      `npx cdk8s-istio upgrade next ${environment} ${more}`,
      ...(way === 'next' ? [`npx cdk8s-istio upgrade back ${environment} ${more}   # the way back of this step`] : []),
    ]),
    '',
  ].join('\n');
}
