import { message, type Problem, Refused } from '../../kit/problems';
import { ownPlace, usersPlace } from '../../kit/users-line/frames';
import { CHECKS } from '../../problems/objects/checks';

/** Problems of what was made at a place. What stops the library is a mistake of the input, for its types hold whatever they name. @throws whatever the user's own code threw */
export function refusedBy(error: unknown, place: string): Refused {
  if (error instanceof Refused)
    return error.unplaced === undefined ? asked(error, place) : inLine(error, error.unplaced, place);
  if (!(error instanceof Error)) throw error;
  const id = ofIds(error);
  if (id !== undefined) return inLine(error, id.problem, id.at === undefined || id.at === '' ? place : id.at);
  const at = ownPlace(error.stack);
  if (at === undefined) throw error;
  return inLine(error, CHECKS.mistyped(error.message, at), place, [error]);
}

/** What is of the whole, no construct has a line for. */
function asked(refused: Refused, place: string): Refused {
  const line = usersPlace(refused.stack);
  const [only = '', ...more] = refused.messages;
  const isOfAll = more.length === 0 && only.includes(` [${place}] `) && !/ \([^()]+:\d+\)$/.test(only);
  return line === undefined || !isOfAll ? refused : new Refused([`${only} (${line})`], undefined, refused.causes);
}

/** It is of no construct that was made, but the user's line is known. */
function inLine({ stack }: Error, problem: Problem, place: string, causes: readonly Error[] = []): Refused {
  const line = usersPlace(stack);
  return new Refused([`${message(problem, place)}${line === undefined ? '' : ` (${line})`}`], undefined, causes);
}

/** What the package constructs says of an id; `at` is the construct that has it twice. */
function ofIds({ message: text }: Error): { readonly problem: Problem; readonly at?: string } | undefined {
  const [, id, at = ''] = /^There is already a Construct with name '(.*)' in \w+(?: \[(.*)\])?$/s.exec(text) ?? [];
  if (id !== undefined) return { problem: CHECKS.idTwice(id), at };
  return text === 'Only root constructs may have an empty ID' ? { problem: CHECKS.noId() } : undefined;
}
