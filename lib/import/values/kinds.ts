import type { StringMap } from '../../kit/formats/labels';
import { type Block, isBlock } from '../../kit/json';

/** How a value is read: as the chart's template prints it. Nothing comes back for one that it cannot be. */
export interface Kind<T> {
  /** For messages: `a number`. */
  readonly called: string;
  readonly read: (value: unknown) => T | undefined;
}

const kind = <T>(called: string, read: (value: unknown) => T | undefined): Kind<T> => ({ called, read });

/** A template prints numbers and truth values as they are. */
const printed = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

export const text = kind('text', (value) => (value === null ? '' : printed(value)));
export const truth = kind('true or false', (value) =>
  value === null ? false : typeof value === 'boolean' ? value : undefined,
);
export const number = kind('a number', (value) => {
  if (value === null) return 0;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
});
/** `25%` or 1. */
export const share = kind('a number or a percentage', (value) =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? value : undefined,
);
// What Kubernetes or Istio say the type of: synth checks it against theirs.
// biome-ignore lint/suspicious/noExplicitAny: as above
type Theirs = any;
export const block = kind<Theirs>('a block', (value) => (value === null ? {} : isBlock(value) ? value : undefined));
/** A text of which only some are right. */
export const word: Kind<Theirs> = text;
export const list = kind<readonly Theirs[]>('a list', (value) =>
  value === null ? [] : Array.isArray(value) ? value : undefined,
);
export const texts = kind<readonly string[]>('a list of texts', (value) => {
  const all = list.read(value)?.map(printed);
  return all?.every((one) => one !== undefined) ? all : undefined;
});
export const textMap = kind<StringMap>('a block of texts', (value) => {
  const entries = Object.entries((block.read(value) as Block | undefined) ?? { '': [] }).map(([key, one]) => [
    key,
    one === null ? '' : printed(one),
  ]);
  return entries.every(([, one]) => one !== undefined) ? (Object.fromEntries(entries) as StringMap) : undefined;
});
const quantities = (given: unknown): unknown =>
  isBlock(given)
    ? Object.fromEntries(Object.entries(given).map(([key, one]) => [key, typeof one === 'number' ? String(one) : one]))
    : given;
/** Requests and limits; a quantity may be a bare number. */
export const resources = kind<Theirs>('a block', (value) => {
  const given = block.read(value) as Block | undefined;
  return given && Object.fromEntries(Object.entries(given).map(([key, one]) => [key, quantities(one)]));
});
export const oneOf = <T extends string>(choices: readonly T[]): Kind<T> =>
  kind(`one of ${choices.join(', ')}`, (value) => choices.find((choice) => choice === value));

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && Object.keys(value as object).length === 0);

/** What a chart takes for not set where it is empty; `null` then, which takes the prop away. */
export const maybe = <T>(of: Kind<T>): Kind<T | null> =>
  kind(of.called, (value) => {
    if (value === null || isEmpty(value)) return null;
    return of.read(value);
  });
