import { YAMLException } from 'js-yaml';

/** A document that kubectl does not read. The documents around it are read all the same. */
export class YamlFault extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
    this.name = 'YamlFault';
  }
}

/** A text begins with `{{` where it is a template. */
const isJson = (text: string): boolean => /^\s*\{(?!\{)/.test(text);

/** The text between two separators, and where it lies. */
export class Chunk {
  constructor(
    readonly text: string,
    private readonly before: number,
    readonly fault?: YamlFault,
  ) {}

  private starts: readonly number[] | undefined;
  get isJson(): boolean {
    return isJson(this.text);
  }

  /** Its parts between positions. */
  cut(positions: readonly number[]): readonly Chunk[] {
    if (positions.length === 0) return [this];
    return [0, ...positions].map((start, i) => new Chunk(this.text.slice(start, positions[i]), this.lineAt(start) - 1));
  }

  /** The line in the whole text of a position in this one. */
  lineAt(position: number): number {
    this.starts ??= [...this.text.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length);
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.before + low + 1;
  }

  faultOf(error: unknown): YamlFault {
    if (error instanceof YamlFault) return error;
    if (!(error instanceof YAMLException)) throw error;
    return new YamlFault(this.before + (error.mark?.line ?? 0) + 1, error.reason);
  }
}

/** Where one value of JSON ends and the next one follows without a separator, as jq prints them. */
function* seams(text: string): Generator<number> {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (part === '{' || part === '[') depth++;
    else if (part.length === 1 && --depth === 0 && /^\s*\{/.test(text.slice(index + 1, index + 100))) yield index + 1;
  }
}

/** kubectl divides a text at lines that begin with `---` before it reads any of it, and a stream of JSON between its values. */
export function chunks(text: string): readonly Chunk[] {
  const documents = documentsOf(text);
  const [first, ...others] = documents;
  return first !== undefined && isJson(text) ? [...first.cut([...seams(first.text)]), ...others] : documents;
}

function documentsOf(text: string): readonly Chunk[] {
  const found: Chunk[] = [];
  let [start, line] = [0, 0];
  const separators = /^---(.*)$/gm;
  const lines = (part: string) => part.split(/\r\n?|\n/).length - 1;
  for (const separator of text.matchAll(separators)) {
    const part = text.slice(start, separator.index);
    found.push(new Chunk(part, line));
    line += lines(part);
    start = separator.index + separator[0].length;
    const rest = (separator[1] ?? '').trim();
    if (rest === '' || rest.startsWith('#')) continue;
    found.push(new Chunk('', line, new YamlFault(line + 1, `"${separator[0].trim()}" separates no documents`)));
  }
  found.push(new Chunk(text.slice(start), line));
  return found;
}
