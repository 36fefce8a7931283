import { Presets, SingleBar } from 'cli-progress';

/** Tells how far something is: what it does now, how much of it is done, and of how much. */
export type Tell = (what: string, done: number, total: number) => void;

export interface Activity {
  readonly tell: Tell;
  /** Leaves nothing on the terminal; anything else may be written after. */
  end(): void;
}

/** What is over sooner needs no bar, in ms. */
const SHORT = 400;

const BAR = 24;
/** Room for the numbers beside the bar. */
const NUMBERS = 20;
const FORMAT = '{bar} {value}/{total} {what}';

/** A bar on a terminal while something takes long, and nothing where a file or a pipe is written to. */
export function activity(stream: NodeJS.WriteStream, now: () => number = Date.now): Activity {
  if (!stream.isTTY) return { tell: () => undefined, end: () => undefined };
  const begun = now();
  // Work that does not pause hears no Ctrl-C: the terminal must be as it was at any moment.
  const look = { format: FORMAT, barsize: BAR, clearOnComplete: true, hideCursor: false, linewrap: true };
  const bar = new SingleBar({ stream, gracefulExit: false, ...look }, Presets.shades_classic);
  return {
    tell: (what, done, total) => {
      if (now() - begun < SHORT) return;
      if (!bar.isActive) bar.start(total, done, { what: '' });
      bar.setTotal(total);
      bar.update(done, { what: what.slice(-Math.max(0, (stream.columns ?? 80) - BAR - NUMBERS)) });
    },
    end: () => bar.stop(),
  };
}
