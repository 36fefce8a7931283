import { EVENT_ID, type Event, getScalarValue } from 'js-yaml';
import { wordOf } from './words';

/** Position in the text at which a node begins. */
export const placeOf = (event: Event): number =>
  'valueStart' in event
    ? event.valueStart
    : 'start' in event
      ? event.start
      : 'anchorStart' in event
        ? event.anchorStart
        : 0;

/** Position of what a path leads to, or of the last thing on the way that is there. */
export function placeAt(text: string, events: readonly Event[], path: readonly (string | number)[]): number {
  let at = 1;
  let place = placeOf(events[at] ?? { type: EVENT_ID.POP });
  for (const step of path) {
    const event = events[at];
    const inside =
      event?.type === EVENT_ID.SEQUENCE
        ? itemAt(events, at + 1, Number(step))
        : event?.type === EVENT_ID.MAPPING
          ? entryAt(text, events, at + 1, String(step))
          : undefined;
    if (inside === undefined) break;
    at = inside.value;
    place = placeOf(events[inside.key] ?? { type: EVENT_ID.POP });
  }
  return place;
}

/** The index of the event after a node. */
function after(events: readonly Event[], start: number): number {
  let depth = 0;
  for (let i = start; i < events.length; i++) {
    const type = events[i]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    if (type === EVENT_ID.POP) depth--;
    if (depth <= 0) return i + 1;
  }
  return events.length;
}

function itemAt(events: readonly Event[], start: number, index: number) {
  let at = start;
  for (let i = 0; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; i++) {
    if (i === index) return { key: at, value: at };
    at = after(events, at);
  }
  return undefined;
}

function entryAt(text: string, events: readonly Event[], start: number, name: string) {
  let at = start;
  let found: { key: number; value: number } | undefined;
  while (events[at] !== undefined && events[at]?.type !== EVENT_ID.POP) {
    const key = events[at];
    const value = after(events, at);
    const word = key?.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : undefined;
    if (word === name || String(wordOf(word ?? '').value) === name) found = { key: at, value };
    at = after(events, value);
  }
  return found;
}
