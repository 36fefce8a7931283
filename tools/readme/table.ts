import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSTRUCTS } from './constructs';

const source = readFileSync(join(__dirname, 'constructs.ts'), 'utf8');

/** The body of a construct's example, as it is written in constructs.ts. */
export function exampleOf(construct: string): readonly string[] {
  const start = source.indexOf(`\n  ${construct}: {\n`);
  const [, body] = /example: \([^\n]*\) => \{\n(.*?)\n {4}\},/s.exec(source.slice(start)) ?? [];
  if (start < 0 || body === undefined) throw new Error(`constructs.ts has no example of ${construct}`);
  return body.split('\n').map((line) => line.slice(6));
}

export const BEGIN = '<!-- constructs: begin (npm run readme) -->';
export const END = '<!-- constructs: end -->';

/** The table of all constructs, in HTML, for only that holds blocks of code. */
export function table(): string {
  const rows = Object.entries(CONSTRUCTS).map(
    ([name, { purpose }]) =>
      `<tr><td><code>${name}</code><br>${purpose.replace(/`([^`]+)`/g, '<code>$1</code>')}</td><td>\n\n\`\`\`typescript\n${exampleOf(name).join('\n')}\n\`\`\`\n\n</td></tr>`,
  );
  return ['<table>', '<tr><th>Construct</th><th>Example</th></tr>', ...rows, '</table>'].join('\n');
}

/** A text with its table made anew between the two marks. @throws Error if it lacks them */
export function withTable(text: string): string {
  const [before, rest] = [text.split(BEGIN)[0], text.split(END)[1]];
  if (before === undefined || rest === undefined || before === text) throw new Error(`no "${BEGIN}" and "${END}"`);
  return `${before}${BEGIN}\n${table()}\n${END}${rest}`;
}
