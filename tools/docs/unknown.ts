/** What is asked of a list or a text; the answer is the same thing, as nothing is known of it. */
const SAME = new Set([
  ...['map', 'filter', 'flatMap', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'concat', 'flat', 'find', 'at'],
  ...[
    'replace',
    'replaceAll',
    'trim',
    'toLowerCase',
    'toUpperCase',
    'padStart',
    'keys',
    'values',
    'entries',
    'toFixed',
  ],
]);
const TEXT = new Set(['join', 'toString', 'toLocaleString', 'toJSON', 'valueOf']);
const TRUE = new Set(['includes', 'startsWith', 'endsWith', 'some', 'every', 'has', 'test']);

/** Stands for a value of which only the name is known: whatever a message does with it, `<name>` comes out. */
export function unknown(name: string): unknown {
  const text = `<${name}>`;
  return new Proxy(() => text, {
    has: () => true,
    get: (_, key) => {
      if (key === Symbol.toPrimitive) return () => text;
      if (key === Symbol.iterator) return [unknown(name)][Symbol.iterator].bind([unknown(name)]);
      const word = String(key);
      if (word === 'length' || word === 'size') return 2;
      if (TEXT.has(word)) return () => text;
      if (SAME.has(word)) return () => unknown(name);
      if (TRUE.has(word)) return () => true;
      if (word === 'split') return () => [text];
      return unknown(/^\d+$/.test(word) ? name : word);
    },
  });
}

/** An unknown for each parameter of a function, by its name. */
export function unknowns(say: (...args: never[]) => unknown): readonly unknown[] {
  const [head = ''] = say.toString().split('=>');
  const inner = head.includes('(') ? head.slice(head.indexOf('(') + 1, head.lastIndexOf(')')) : head;
  const names: string[] = [];
  let depth = 0;
  for (const part of inner.split(/(?=[,{}[\]()])/)) {
    if (/^[{[(]/.test(part)) depth++;
    if (/^[}\])]/.test(part)) depth--;
    if (depth === 0 && !/^[}\])]/.test(part)) names.push(part.replace(/^,/, '').split('=')[0]?.trim() ?? '');
    else if (depth === 1 && /^[{[]/.test(part)) names.push('facts');
  }
  return names.filter((name) => name !== '').map(unknown);
}
