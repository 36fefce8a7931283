/** A token of CEL at the beginning of a text. Source: the grammar of cel-spec, as cel-go reads it; libraries read 5 or more of the 18 samples otherwise. */
const ESCAPE = String.raw`\\(?:[abfnrtv\\?"'${'`'}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const quoted = (inner: string): string =>
  [
    `"""(?:[^\\\\]|${inner})*?"""`,
    `'''(?:[^\\\\]|${inner})*?'''`,
    `"(?:[^"\\\\\\n\\r]|${inner})*"`,
    `'(?:[^'\\\\\\n\\r]|${inner})*'`,
  ].join('|');
const TOKENS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['blank', /^(?:[\t\n\f\r ]|\/\/[^\n]*)+/],
  ['text', new RegExp(`^[bB]?[rR](?:${quoted('\\\\[^]')})`)],
  ['text', new RegExp(`^[bB]?(?:${quoted(ESCAPE)})`)],
  ['number', /^(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/],
  ['number', /^(?:0x[0-9a-fA-F]+|\d+)[uU]?/],
  ['name', /^[_a-zA-Z]\w*/],
  ['sign', /^(?:&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}])/],
];
const RESERVED =
  /^(as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/;
const WORDS = ['in', 'true', 'false', 'null'];
const BINARY = ['||', '&&', '<', '<=', '>=', '>', '==', '!=', 'in', '+', '-', '*', '/', '%'];
/** Macros, and how many arguments make one of them; the first names what the others are about. */
const MACROS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  existsOne: [2],
  map: [2, 3],
  filter: [2],
};

interface Token {
  readonly kind: string;
  readonly text: string;
}

class Wrong extends Error {}
const wrong = (why: string): never => {
  throw new Wrong(why);
};

/** Of 64 bits, signed or not. */
const isTooLarge = (text: string): boolean =>
  /^(0x[0-9a-f]+|\d+)u?$/i.test(text) && BigInt(text.replace(/u$/i, '')) >= 2n ** (/u$/i.test(text) ? 64n : 63n);

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  for (let rest = text; rest !== ''; ) {
    const [kind = '', pattern] = TOKENS.find(([, one]) => one.test(rest)) ?? [];
    const token = pattern?.exec(rest)?.[0] ?? wrong(`nobody reads ${JSON.stringify(rest.slice(0, 10))}`);
    if (kind === 'number' && isTooLarge(token)) wrong(`${token} is too large`);
    if (kind !== 'blank') found.push({ kind, text: token });
    rest = rest.slice(token.length);
  }
  return found;
}

/** What an expression is: a name, a field of something, or anything else. */
type Shape = 'name' | 'field' | 'other';

class Reader {
  private at = 0;
  constructor(private readonly all: readonly Token[]) {}

  private get next(): Token {
    return this.all[this.at] ?? { kind: 'end', text: 'the end' };
  }
  private takes(text: string): boolean {
    const { kind, text: found } = this.next;
    if (found !== text || kind === 'text' || kind === 'end') return false;
    this.at++;
    return true;
  }
  private expect(text: string): void {
    if (!this.takes(text)) wrong(`"${text}" is missing before ${this.next.text}`);
  }
  private name(): string {
    const { kind, text } = this.next;
    if (kind !== 'name' || WORDS.includes(text)) wrong(`a name is missing before ${text}`);
    this.at++;
    return text;
  }

  whole(): void {
    this.expression();
    if (this.next.kind !== 'end') wrong(`${this.next.text} is too much`);
  }

  private expression(): Shape {
    let shape = this.unary();
    while (BINARY.includes(this.next.text) && this.next.kind !== 'text') {
      this.at++;
      this.unary();
      shape = 'other';
    }
    if (!this.takes('?')) return shape;
    this.expression();
    this.expect(':');
    this.expression();
    return 'other';
  }

  private unary(): Shape {
    const sign = this.next.text === '!' || this.next.text === '-' ? this.next.text : undefined;
    while (sign !== undefined && this.takes(sign));
    const shape = this.member();
    return sign === undefined ? shape : 'other';
  }

  private member(): Shape {
    let shape = this.primary();
    for (;;) {
      if (this.takes('.')) {
        const name = this.name();
        shape = 'field';
        if (!this.takes('(')) continue;
        const given = this.list(')');
        if (MACROS[name]?.includes(given.length) && given[0] !== 'name') wrong(`${name}() is about a name`);
        shape = 'other';
      } else if (this.takes('[')) {
        this.expression();
        this.expect(']');
        shape = 'other';
      } else if (shape !== 'other' && this.takes('{')) {
        this.pairs(() => this.name());
        shape = 'other';
      } else return shape;
    }
  }

  private primary(): Shape {
    const { kind, text } = this.next;
    if (kind === 'text' || kind === 'number' || ['true', 'false', 'null'].includes(text)) {
      this.at++;
      return 'other';
    }
    if (this.takes('(')) {
      const shape = this.expression();
      this.expect(')');
      return shape;
    }
    if (this.takes('[')) {
      this.list(']');
      return 'other';
    }
    if (this.takes('{')) {
      this.pairs(() => this.expression());
      return 'other';
    }
    this.takes('.');
    const name = this.name();
    if (RESERVED.test(name)) wrong(`${name} is a word of the language`);
    if (!this.takes('(')) return 'name';
    const given = this.list(')');
    if (name === 'has' && given.length === 1 && given[0] !== 'field') wrong('has() is about a field');
    return 'other';
  }

  /** Expressions up to a bracket; a list, not the arguments of a call, may end with a comma. */
  private list(end: string): readonly Shape[] {
    const shapes: Shape[] = [];
    while (!this.takes(end)) {
      if (shapes.length > 0) {
        this.expect(',');
        if (end === ']' && this.takes(end)) break;
      }
      shapes.push(this.expression());
    }
    return shapes;
  }

  private pairs(key: () => unknown): void {
    for (let first = true; !this.takes('}'); first = false) {
      if (!first) {
        this.expect(',');
        if (this.takes('}')) break;
      }
      key();
      this.expect(':');
      this.expression();
    }
  }
}

/** Why a text is no expression of CEL; nothing where it is one. */
export function celProblem(expression: string): string | undefined {
  try {
    new Reader(tokens(expression)).whole();
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
}
