import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { type Chunk, YamlFault } from './chunks';
import { placeOf } from './places';
import { NoValue, taggedWord, wordOf } from './words';

/** What a reader of another YAML version, or a person, may read otherwise than kubectl. */
export interface Doubt {
  /** Line in the text, from 1. */
  readonly line: number;
  readonly kind: 'word' | 'key' | 'key twice' | 'number too long' | 'line break' | 'not read';
  /** What is written there. */
  readonly text: string;
  /** What kubectl takes it for. */
  readonly value: unknown;
}

/** An entry of a mapping wins over an earlier one of the same name, be it written or merged. */
export class Builder {
  readonly doubts: Doubt[] = [];
  private next = 0;
  private readonly anchors = new Map<string, { value: unknown; size: number } | undefined>();
  /** Nodes that were written, and those that aliases repeat. */
  private size = 0;
  private repeated = 0;
  /** Brackets around what is read now. */
  private brackets = 0;

  constructor(
    private readonly chunk: Chunk,
    private readonly events: readonly Event[],
  ) {}

  doubt(position: number, kind: Doubt['kind'], text: string, value: unknown): void {
    this.doubts.push({ line: this.chunk.lineAt(position), kind, text, value });
  }

  document(): unknown {
    const [opening, first] = this.events;
    if (opening === undefined || first === undefined || first.type === EVENT_ID.POP) return null;
    this.next = 1;
    return this.node();
  }

  private refuse(event: Event, reason: string): never {
    throw new YamlFault(this.chunk.lineAt(placeOf(event)), reason);
  }

  private node(): unknown {
    const event = this.events[this.next++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return null;
    if (event.type === EVENT_ID.ALIAS) return this.alias(event);
    this.size++;
    const anchor = this.chunk.text.slice(event.anchorStart, Math.max(event.anchorStart, event.anchorEnd));
    const before = this.size + this.repeated;
    if (anchor !== '') this.anchors.set(anchor, undefined);
    const value =
      event.type === EVENT_ID.SCALAR
        ? this.scalar(event)
        : event.type === EVENT_ID.SEQUENCE
          ? this.within(event, () => this.sequence())
          : this.within(event, () => this.mapping());
    if (anchor !== '') this.anchors.set(anchor, { value, size: this.size + this.repeated - before + 1 });
    return value;
  }

  private alias(event: Event & { readonly type: typeof EVENT_ID.ALIAS }): unknown {
    const name = this.chunk.text.slice(event.anchorStart, event.anchorEnd);
    if (!this.anchors.has(name)) this.refuse(event, `unknown anchor "${name}"`);
    const found = this.anchors.get(name);
    if (found === undefined) return this.refuse(event, `anchor "${name}" contains itself`);
    this.repeated += found.size;
    const all = this.size + this.repeated;
    // As go-yaml draws the line: few aliases are allowed that make much of little.
    const share = all <= 400_000 ? 0.99 : all >= 4_000_000 ? 0.1 : 0.99 - 0.89 * ((all - 400_000) / 3_600_000);
    if (this.repeated > 100 && all > 1000 && this.repeated / all > share) this.refuse(event, 'excessive aliasing');
    return found.value;
  }

  private scalar(event: Event & { readonly type: typeof EVENT_ID.SCALAR }): unknown {
    const text = getScalarValue(this.chunk.text, event);
    // An escape of YAML 1.2, which kubectl knows in JSON alone.
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && text.includes('/') && !this.chunk.isJson)
      if (/^(?:[^\\]|\\[^/])*\\\//.test(this.chunk.text.slice(event.valueStart, event.valueEnd)))
        this.refuse(event, 'unknown escape "\\/"');
    const tag = this.chunk.text.slice(event.tagStart, Math.max(event.tagStart, event.tagEnd));
    if (tag !== '' && tag !== '!') {
      try {
        return this.finite(event, taggedWord(tag, text));
      } catch (error) {
        if (error instanceof NoValue) this.refuse(event, error.message);
        throw error;
      }
    }
    if (tag === '!' || event.style !== SCALAR_STYLE.PLAIN) return text;
    if (this.brackets > 0 && text.startsWith(':')) this.refuse(event, 'a word in brackets begins with ":"');
    const { value, doubt } = wordOf(text);
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      this.doubt(event.valueStart, 'number too long', text, value);
    else if (doubt) this.doubt(event.valueStart, 'word', text, value);
    return this.finite(event, value);
  }

  private finite(event: Event, value: unknown): unknown {
    return typeof value === 'number' && !Number.isFinite(value)
      ? this.refuse(event, `${value} is no JSON value`)
      : value;
  }

  private within<T>({ style }: { readonly style: number }, read: () => T): T {
    const depth = style === COLLECTION_STYLE.FLOW ? 1 : 0;
    this.brackets += depth;
    const value = read();
    this.brackets -= depth;
    return value;
  }

  private sequence(): unknown[] {
    const items: unknown[] = [];
    while (this.events[this.next]?.type !== EVENT_ID.POP) items.push(this.node());
    this.next++;
    return items;
  }

  private mapping(): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    while (this.events[this.next]?.type !== EVENT_ID.POP) {
      const event = this.events[this.next];
      if (event === undefined) break;
      if (this.isMerge(event)) {
        this.next++;
        this.merge(event, this.node(), entries);
        continue;
      }
      const name = this.key(event, this.node());
      if (entries.has(name)) this.doubt(placeOf(event), 'key twice', name, undefined);
      entries.set(name, this.node());
    }
    this.next++;
    return Object.fromEntries(entries);
  }

  private key(event: Event, key: unknown): string {
    if (typeof key === 'string') return key;
    if (key === null || typeof key === 'object') return this.refuse(event, 'a key is no text');
    // The word itself is doubtful for the same reason, and once is enough.
    if (this.doubts.at(-1)?.line === this.chunk.lineAt(placeOf(event))) this.doubts.pop();
    const written = event.type === EVENT_ID.SCALAR ? getScalarValue(this.chunk.text, event) : String(key);
    this.doubt(placeOf(event), 'key', written, String(key));
    return String(key);
  }

  private isMerge(event: Event): boolean {
    if (event.type !== EVENT_ID.SCALAR || getScalarValue(this.chunk.text, event) !== '<<') return false;
    const tag = this.chunk.text.slice(event.tagStart, Math.max(event.tagStart, event.tagEnd));
    return tag === '' ? event.style === SCALAR_STYLE.PLAIN : /^!!merge$|^!<tag:yaml.org,2002:merge>$/.test(tag);
  }

  private merge(event: Event, value: unknown, entries: Map<string, unknown>): void {
    const blocks = Array.isArray(value) ? value.toReversed() : [value];
    for (const block of blocks) {
      if (typeof block !== 'object' || block === null || Array.isArray(block))
        this.refuse(event, 'a merge key needs a block, or a list of blocks');
      for (const [name, item] of Object.entries(block)) entries.set(name, item);
    }
  }
}
