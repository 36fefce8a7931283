import { ownPlace, usersPlace } from '../kit/frames';
import { message, Refused } from '../kit/problems';
import { CHECKS } from '../problems/objects/checks';

/** Problems of what was made at a place. What stops the library is a mistake of the input, for its types hold whatever they name. @throws whatever the user's own code threw */
export function refusedBy(error: unknown, place: string): Refused {
  if (error instanceof Refused) {
    if (error.unplaced === undefined) return error;
    // It is of no construct, but the user's line is known.
    const line = usersPlace(error.stack);
    return new Refused([`${message(error.unplaced, place)}${line === undefined ? '' : ` (${line})`}`]);
  }
  const at = error instanceof Error ? ownPlace(error.stack) : undefined;
  if (at === undefined) throw error;
  return new Refused([message(CHECKS.mistyped((error as Error).message, at), place)]);
}
