import { type JudgeOptions, judge } from '../checks/judge/judge';
import type { Minor } from '../istio/versions';
import { defined } from '../kit/defined';
import type { Note } from '../model/notes';
import { identity, type WrittenObject } from '../model/object';
import { placed } from '../model/scope';
import { isBrought, orElsewhere } from './elsewhere';
import { fieldOf } from './field';
import type { FileFinding } from './formats';
import type { FileObject } from './sources';
import { DEFAULT_GATEWAY, meshConfigNote, notesOf, ROOT } from './surroundings';
import { isOperator } from './tools';

/** What a check knows beside the files. */
export interface CheckOptions {
  /** A warning is an error. @default false */
  readonly strict?: boolean;
  /** Objects that are there but not judged, such as those of a cluster: what files name is looked for among them, too. @default - none */
  readonly around?: readonly WrittenObject[];
  /** Of objects that name none. @default 'default' */
  readonly namespace?: string;
  /** What others bring that is not written down here: `namespace/name`, or `namespace` for all in it. @default - nothing */
  readonly elsewhere?: readonly string[];
  /** The minor of Istio that reads them. @default - the newest */
  readonly istio?: Minor;
  /** The mesh configuration, where the files hold none. */
  readonly meshConfig?: Note;
  /** Is told what is checked now, how much of it is done, and of how much. @default - nobody is told */
  readonly tell?: JudgeOptions['tell'];
}

const titleOf = ({ kind, metadata = {} }: WrittenObject['object']): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name ?? ''}`;

/** Everything that is wrong with the objects of files, each at its line, in the order of the files. */
export function checkFiles(written: readonly FileObject[], options: CheckOptions = {}): readonly FileFinding[] {
  const { strict = false, around = [], namespace = 'default', elsewhere = [], meshConfig, istio, tell } = options;
  const files = written.filter(({ object }) => !isOperator(object));
  const objects = files.map((one) => ({ ...one, object: placed(one.object, namespace) }));
  const own = new Set(objects.map(({ object }) => identity(object)));
  const known = [...objects, ...around.filter(({ object }) => !own.has(identity(object)))];
  // Its Service and its Pod go together: a gateway of the files has pods of its own.
  const hasGateway =
    elsewhere.includes(ROOT) ||
    known.some(({ object }) => DEFAULT_GATEWAY.some((one) => identity(one.object) === identity(object)));
  const all = hasGateway ? known : [...known, ...DEFAULT_GATEWAY];
  const found = [...notesOf(all, istio), ...(meshConfig === undefined ? [] : [meshConfig])];
  // A minor is a control plane's.
  const isKnown = istio === undefined || found.some(({ kind }) => kind === 'ControlPlane');
  const notes = isKnown ? found : [...found, meshConfigNote('', istio)];
  const byPlace = new Map(objects.map((one, i) => [one.place, { one, i }]));
  return judge(all, notes, { strict, isWhole: true, ...defined({ tell }) })
    .filter(({ sought = [] }) => !isBrought(sought, elsewhere))
    .flatMap(({ place, problem, severity, at, sought = [] }) => {
      const found = byPlace.get(place);
      if (found === undefined) return [];
      const { one, i } = found;
      const line = one.lineOf(fieldOf(one.object, problem.fact, at));
      const { code, fact, remedy: ofCode, inYaml = ofCode } = problem;
      const remedy = `${inYaml}${orElsewhere(sought)}`;
      return [
        {
          i,
          file: one.file,
          line,
          severity,
          object: titleOf(files[i]?.object ?? one.object),
          problem: { code, fact, remedy },
        },
      ];
    })
    .sort((a, b) => a.i - b.i || a.line - b.line)
    .map(({ i: _, ...finding }) => finding);
}
