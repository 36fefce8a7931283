/** What an element may get: attributes, and listeners as functions. */
type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;
export type Child = Node | string | undefined | false | readonly Child[];

function append(to: Element, child: Child): void {
  if (child === undefined || child === false) return;
  if (typeof child === 'string' || child instanceof Node) to.append(child);
  else for (const one of child) append(to, one);
}

/** An element with attributes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  append(made, children);
  return made;
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** A table with a head; the first cell of a row names it. */
export const table = (head: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement =>
  el(
    'div',
    { class: 'wide' },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head.map((one) => el('th', { scope: 'col' }, one)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map((row) =>
          el(
            'tr',
            {},
            row.map((cell, i) => (i === 0 ? el('th', { scope: 'row' }, cell) : el('td', {}, cell))),
          ),
        ),
      ),
    ),
  );

/** Lists that choose one of several. */
export const options = (
  all: readonly (readonly [value: string, text: string])[],
  chosen: string,
): readonly HTMLElement[] => all.map(([value, text]) => el('option', { value, selected: value === chosen }, text));

/** Calls once, when nothing more has come for a moment. */
export function settled(run: () => void, ms = 80): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms) as unknown as number;
  };
}
