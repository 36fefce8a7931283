/** What a constant cannot be called: words of the language, and what the program calls otherwise. */
const TAKEN = [
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for',
  'function if implements import in instanceof interface let new null package private protected public return static super switch this',
  'throw true try typeof undefined var void while with yield',
  'extensions gatewayApi imported mesh networking resource security share telemetry',
].flatMap((line) => line.split(' '));

function camel(text: string): string {
  const name = text.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return /^[A-Za-z]/.test(name) ? name : `the${name}`;
}

/** Names of constants, each for one thing. */
export class Names {
  private readonly taken = new Map<string, string>(TAKEN.map((word) => [word, word]));

  /** The name of a thing, which its key tells from others. */
  of(key: string, wanted: string): string {
    const name = camel(wanted);
    const free = (text: string) => (this.taken.get(text) ?? key) === key;
    let found = free(name) ? name : `${name}_`;
    for (let i = 2; !free(found); i++) found = `${name}${i}`;
    this.taken.set(found, key);
    return found;
  }
}
