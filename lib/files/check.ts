import { type Judged, type JudgeOptions, judge } from '../checks/judge/judge';
import type { Minor } from '../istio/versions';
import { defined } from '../kit/defined';
import type { Note } from '../model/notes';
import { identity, type WrittenObject } from '../model/object';
import { fieldOf } from './field';
import type { FileFinding } from './formats';
import type { FileObject } from './sources';
import { DEFAULT_GATEWAY, meshConfigNote, notesOf } from './surroundings';

/** What a check knows beside the files. */
export interface CheckOptions {
  /** A warning is an error. @default false */
  readonly strict?: boolean;
  /** Objects that are there but not judged, such as those of a cluster: what files name is looked for among them, too. @default - none */
  readonly around?: readonly WrittenObject[];
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

/** The name that a fact says is missing: `there is no Gateway edge/public`. */
const missingOf = ({ problem: { fact } }: Judged): string | undefined => /^there is no .* (\S+)$/.exec(fact)?.[1];

/** A host or a name of something that others bring. */
function isElsewhere(name: string, elsewhere: readonly string[]): boolean {
  const [, service, own] = /^([^./]+)\.([^./]+)(?:\.svc.*)?$/.exec(name) ?? [];
  const spelt = [name, ...(service === undefined ? [] : [`${own}/${service}`, `${own}`])];
  return elsewhere.some((one) => spelt.includes(one) || name.startsWith(`${one}/`));
}

/** Everything that is wrong with the objects of files, each at its line, in the order of the files. */
export function checkFiles(objects: readonly FileObject[], options: CheckOptions = {}): readonly FileFinding[] {
  const { strict = false, around = [], elsewhere = [], meshConfig, istio, tell } = options;
  const own = new Set(objects.map(({ object }) => identity(object)));
  const known = [...objects, ...around.filter(({ object }) => !own.has(identity(object)))];
  // Its Service and its Pod go together: a gateway of the files has pods of its own.
  const hasGateway = known.some(({ object }) =>
    DEFAULT_GATEWAY.some((one) => identity(one.object) === identity(object)),
  );
  const all = hasGateway ? known : [...known, ...DEFAULT_GATEWAY];
  const found = [...notesOf(all, istio), ...(meshConfig === undefined ? [] : [meshConfig])];
  // A minor is a control plane's.
  const isKnown = istio === undefined || found.some(({ kind }) => kind === 'ControlPlane');
  const notes = isKnown ? found : [...found, meshConfigNote('', istio)];
  const byPlace = new Map(objects.map((one, i) => [one.place, { one, i }]));
  return judge(all, notes, { strict, isWhole: true, ...defined({ tell }) })
    .filter((finding) => {
      const missing = missingOf(finding);
      return missing === undefined || !isElsewhere(missing, elsewhere);
    })
    .flatMap(({ place, problem, severity, at }) => {
      const found = byPlace.get(place);
      if (found === undefined) return [];
      const { one, i } = found;
      const line = one.lineOf(fieldOf(one.object, problem.fact, at));
      const { code, fact, remedy, inYaml = remedy } = problem;
      return [
        { i, file: one.file, line, severity, object: titleOf(one.object), problem: { code, fact, remedy: inYaml } },
      ];
    })
    .sort((a, b) => a.i - b.i || a.line - b.line)
    .map(({ i: _, ...finding }) => finding);
}
