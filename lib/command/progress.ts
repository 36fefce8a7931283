import { MultiBar, Presets } from 'cli-progress';

/** How far a command is. Goes to stderr, so that stdout holds results alone. */
export interface Progress {
  /** Begins a stage of `total` steps. */
  stage(name: string, total: number): Stage;
  /** One line for the user that stays. */
  say(line: string): void;
  /** Leaves the terminal as it should be; nothing may follow. */
  close(): void;
}

export interface Stage {
  /** One step is done. */
  step(): void;
  /** What is going on now. */
  note(text: string): void;
  /** Ends the stage with its result in a few words. */
  done(result: string): void;
}

const NAME_WIDTH = 16;

/** Bars on a terminal; elsewhere one line per stage. `silent` for scripts that read JSON. */
export function progress(stream: NodeJS.WriteStream, silent: boolean): Progress {
  if (silent) return { stage: () => ({ step: noop, note: noop, done: noop }), say: noop, close: noop };
  return stream.isTTY ? bars(stream) : lines(stream);
}

const noop = () => undefined;

function lines(stream: NodeJS.WriteStream): Progress {
  const say = (line: string) => void stream.write(`${line}\n`);
  const stage = (name: string): Stage => {
    let last = '';
    return {
      step: noop,
      note: (text) => {
        if (text !== last && text !== '') say(`  waiting: ${text}`);
        last = text;
      },
      done: (result) => say(`${name}: ${result}`),
    };
  };
  return { stage, say, close: noop };
}

function bars(stream: NodeJS.WriteStream): Progress {
  const format = '{name} {bar} {value}/{total} {note}';
  // Ctrl-C is the session's to handle: bars that stopped by themselves would be drawn no more.
  const look = { format, barsize: 24, hideCursor: true, linewrap: false, gracefulExit: false };
  const all = new MultiBar({ stream, ...look }, Presets.shades_classic);
  let closed = false;
  const close = () => {
    // A second stop would move the cursor up again, over what was printed since.
    if (closed || !all.isActive) return;
    closed = true;
    all.update(); // prints what was said last
    all.stop();
  };
  const stage = (name: string, total: number): Stage => {
    const bar = all.create(total, 0, { name: name.padEnd(NAME_WIDTH), note: '' });
    return {
      step: () => bar.increment({ note: '' }),
      note: (note) => bar.update({ note }),
      done: (note) => {
        bar.update({ note });
        bar.stop();
      },
    };
  };
  return { stage, say: (line) => (all.isActive ? all.log(`${line}\n`) : void stream.write(`${line}\n`)), close };
}
