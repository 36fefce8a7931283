import { isAbsolute, relative } from 'node:path';
import { type Construct, Node } from 'constructs';
import { usersPlace } from '../../kit/frames';
import { Refused } from '../../kit/problems';

/** Frames of a stack trace that may lie between a construct and the user's line that asked for it. */
const DEEP = 100;

/** Where the user's code asked for each construct that `make` makes, by its path. */
function placesOf(make: () => unknown): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const node = Node.prototype as unknown as { addChild: (child: Construct, id: string) => void };
  const { addChild } = node;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEP;
  node.addChild = function (this: Node, child, id) {
    const place = usersPlace(new Error().stack);
    if (place !== undefined) places.set([this.path, id].filter((part) => part !== '').join('/'), place);
    addChild.call(this, child, id);
  };
  try {
    make();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  } finally {
    node.addChild = addChild;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return places;
}

const shown = (place: string): string => (isAbsolute(place) ? relative(process.cwd(), place) : place);

/**
 * The same problems, each with the line of the user's code that asked for its construct. Only where there are any is everything made once
 * more, with an eye on who makes it.
 */
export function located({ messages }: Refused, again: () => unknown): Refused {
  const places = placesOf(again);
  const whole = new Set([...places].filter(([path]) => !path.includes('/')).map(([, place]) => place));
  return new Refused(
    messages.map((line) => {
      const [, path = ''] = /^\w+ \[([^\]]*)\]/.exec(line) ?? [];
      const own = / \(([^()]+:\d+)\)$/.exec(line);
      if (own?.[1] !== undefined) return `${line.slice(0, own.index)} (${shown(own[1])})`;
      const place = placeOf(path, places);
      return place === undefined || whole.has(place) ? line : `${line} (${shown(place)})`;
    }),
  );
}

/** That of the construct, or of the nearest above it. */
function placeOf(path: string, places: ReadonlyMap<string, string>): string | undefined {
  for (let at = path; at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined) return place;
  }
  return undefined;
}
