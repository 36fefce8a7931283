const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[iljI.,:;|'!]/, 0.3],
  [/[tfr()[\]/-]/, 0.42],
  [/[mwMW%@]/, 0.92],
  [/[A-Z]/, 0.7],
];

/** About how wide a text is, in units of its size: no browser is asked, so that the same input gives the same picture everywhere. */
export const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + (WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 0.61), 0) * size;

/** A text that fits. */
export function cut(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, size) > width) end--;
  return `${text.slice(0, end)}…`;
}

/** A text in XML. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
