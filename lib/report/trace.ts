import { Node } from 'constructs';

/** What of V8's call sites is read. */
interface Frame {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
}

/** How this run turns frames into text: places in the sources, where it knows them. */
type Prepare = ((error: Error, frames: Frame[]) => unknown) | undefined;

interface Adding {
  addChild: (this: Node, child: unknown, name: string) => unknown;
}

const DEPTH = 60;
/** What calls environments' own functions; whoever calls it says nothing about an object. */
const ENTRIES = /\b(runSynth|runRender|rendered?|reports)\d*$/;

interface At {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** The place of a frame in the sources. */
function placer(prepare: Prepare): (frame: Frame) => At {
  const known = new Map<string, At>();
  return (frame) => {
    const raw = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
    const before = known.get(raw);
    if (before !== undefined) return before;
    const text = prepare === undefined ? '' : String(prepare(new Error('place'), [frame]));
    const [, file = String(frame.getFileName() ?? ''), line = String(frame.getLineNumber() ?? 0)] =
      /\(?([^\s()]+):(\d+):\d+\)?\s*$/.exec(text) ?? [];
    const at = { file: file.replace(/^file:\/\//, ''), line: Number(line), name: frame.getFunctionName() ?? '' };
    known.set(raw, at);
    return at;
  };
}

/** Sources of the library; the environments that it brings are as a user's own. */
const owns = (library: string, file: string): boolean =>
  ['lib/', 'imports/'].some((folder) => file.startsWith(`${library}${folder}`)) &&
  !file.startsWith(`${library}lib/environments/`);

/** The line of the user's own sources that made a construct: the innermost that is not of the library, nor where it was started. */
function madeAt(frames: readonly Frame[], placeOf: (frame: Frame) => At, library: string): string | undefined {
  let inner = '';
  for (const frame of frames) {
    const at = placeOf(frame);
    const { file } = at;
    const isOwn = owns(library, file);
    if (!isOwn && file !== '' && !/node_modules|^node:/.test(file))
      return ENTRIES.test(inner) ? undefined : `${file}:${at.line}`;
    inner = at.name;
  }
  return undefined;
}

/** Runs `make`, and says of each construct that it made, by its path, which line of the user's sources did. */
export function traced<T>(make: () => T): { readonly made: T; readonly sources: ReadonlyMap<string, string> } {
  const prototype = Node.prototype as unknown as Adding;
  const { addChild } = prototype;
  const found: { readonly host: { readonly node: Node }; readonly frames: readonly Frame[] }[] = [];
  const { prepareStackTrace: prepare, stackTraceLimit } = Error as unknown as {
    prepareStackTrace: Prepare;
    stackTraceLimit: number;
  };
  const raw = (): readonly Frame[] => {
    const error: { stack?: readonly Frame[] } = {};
    Error.prepareStackTrace = (_, frames) => frames;
    Error.captureStackTrace(error);
    const { stack = [] } = error;
    Error.prepareStackTrace = prepare as typeof Error.prepareStackTrace;
    return stack;
  };
  prototype.addChild = function (child, name) {
    // Its node is not there yet.
    found.push({ host: child as { readonly node: Node }, frames: raw() });
    return addChild.call(this, child, name);
  };
  Error.stackTraceLimit = DEPTH;
  const own = raw()[1];
  try {
    const made = make();
    const placeOf = placer(prepare);
    const library = (own === undefined ? '' : placeOf(own).file).replace(/(build\/)?lib\/report\/trace\.[jt]s$/, '');
    const sources = new Map<string, string>();
    for (const { host, frames } of found) {
      const at = madeAt(frames, placeOf, library);
      if (at !== undefined) sources.set(host.node.path, at);
    }
    return { made, sources };
  } finally {
    prototype.addChild = addChild;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
