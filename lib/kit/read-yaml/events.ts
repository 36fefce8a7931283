import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** A colon at the end of a word in brackets belongs to the word, as in `[fd00::]`. */
const COLON = /(?<=[^\s"'[\]{},]):(?=[,[\]{}])/g;
/** kubectl's reader does not ask how far the lines of brackets and of quoted text are indented. */
const DEFICIENT = 'deficient indentation';
const POSITIONS = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd'];

const lineStart = (text: string, position: number): number =>
  Math.max(text.lastIndexOf('\n', position - 1), text.lastIndexOf('\r', position - 1)) + 1;

/**
 * What a text consists of, with positions in it. js-yaml keeps to YAML 1.2 where kubectl's reader is more lenient: what that takes is
 * indented, and its colons are covered, before it is parsed. @throws YAMLException
 */
export function eventsOf(text: string): readonly Event[] {
  let plain = text.replaceAll(COLON, '_');
  let width: number | undefined;
  const indented: number[] = [];
  for (;;)
    try {
      const events = parseEvents(plain, { maxDepth: 1000 });
      return width === undefined ? events : events.map((event) => moved(event, indented, width ?? 0));
    } catch (error) {
      if (!(error instanceof YAMLException) || error.reason !== DEFICIENT) throw error;
      const start = lineStart(plain, error.mark?.position ?? 0);
      if (indented.includes(start) || /^\.\.\.(?:\s|$)/.test(plain.slice(start, start + 4))) throw error;
      width ??= 1 + Math.max(...[...text.matchAll(/^[ ?-]*/gm)].map(([before]) => before.length));
      plain = `${plain.slice(0, start)}${' '.repeat(width)}${plain.slice(start)}`;
      indented.push(start);
    }
}

/** An event of an indented text, with positions in the text as it was. */
function moved(event: Event, indented: readonly number[], width: number): Event {
  const back = (position: number) => position - width * indented.filter((start) => start <= position).length;
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      POSITIONS.includes(name) && value >= 0 ? back(value as number) : value,
    ]),
  ) as unknown as Event;
}
