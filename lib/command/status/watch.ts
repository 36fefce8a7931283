/** Between two looks, in milliseconds. */
const EVERY = 2000;

/** What differs between two looks: `+` what is new to say, `-` what is no longer so. */
export function newsText(before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `- ${line.trimStart()}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line.trimStart()}`),
  ].join('\n');
}

interface Watching<T> {
  readonly look: () => Promise<T>;
  /** A look in words. */
  readonly text: (found: T) => string;
  /** Waits; a look that begins after Ctrl-C is none. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told of the first look, and of each that differs from the one before, with its words. */
  readonly say: (found: T, words: string) => void;
}

/** Looks again and again until Ctrl-C, and says what is new. Gives what was seen last; nothing is written. */
export async function watched<T>({ look, text, wait, signal, say }: Watching<T>): Promise<T> {
  let found = await look();
  let words = text(found);
  say(found, words);
  while (!signal.aborted) {
    await wait(EVERY);
    if (signal.aborted) break;
    found = await look();
    const next = text(found);
    if (next !== words) say(found, newsText(words, next));
    words = next;
  }
  return found;
}
