import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = readFileSync(join(__dirname, 'constructs.ts'), 'utf8');

/** The body of a construct's example, as it is written in constructs.ts. @throws Error where it has none */
export function exampleOf(construct: string): readonly string[] {
  const start = source.indexOf(`\n  ${construct}: {\n`);
  const [, body] = /example: \([^\n]*\) => \{\n(.*?)\n {4}\},/s.exec(source.slice(start)) ?? [];
  if (start < 0 || body === undefined) throw new Error(`constructs.ts has no example of ${construct}`);
  return body.split('\n').map((line) => line.slice(6));
}
