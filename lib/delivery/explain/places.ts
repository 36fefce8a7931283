import { isAbsolute, relative } from 'node:path';
import { Refused } from '../../kit/problems';
import { Asked } from '../../kit/users-line/asked';

const shown = (place: string): string => (isAbsolute(place) ? relative(process.cwd(), place) : place);

/**
 * The same problems, each with the line of the user's code that asked for its construct. Only where there are any is everything made once
 * more, with an eye on who makes it.
 */
export function located({ messages, causes }: Refused, again: () => unknown): Refused {
  const asked = new Asked();
  let deeper: readonly string[] = [];
  try {
    asked.during(again);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deeper = error.messages;
  }
  return new Refused(
    messages.map((line) => {
      const [, path = ''] = /^\w+ \[([^\]]*)\]/.exec(line) ?? [];
      const own = PLACE.exec(line);
      const text = own === null ? line : line.slice(0, own.index);
      const place = own?.[1] ?? placeOf(path, asked) ?? placeIn(deeper.find((one) => one.startsWith(`${text} (`)));
      return place === undefined ? text : `${text} (${shown(place)})`;
    }),
    undefined,
    causes,
  );
}

/** The line of code that ends a message. */
const PLACE = / \(([^()]+:\d+)\)$/;
const placeIn = (line = ''): string | undefined => PLACE.exec(line)?.[1];

/** That of the construct, or of the nearest above it. */
function placeOf(path: string, asked: Asked): string | undefined {
  for (let at = path; at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    const place = asked.get(at);
    if (place !== undefined) return place;
  }
  return undefined;
}
