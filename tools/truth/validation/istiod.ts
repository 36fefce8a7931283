import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What istiod's webhook says of an object. */
export interface Verdict {
  readonly refused?: string;
  readonly warned?: string;
}

const CACHE = join(__dirname, '..', '..', '..', '.cache', 'truth');

/** istiod's validation as a program; builds what the cache lacks. */
function program(): string {
  const built = join(CACHE, 'validation');
  const sources = ['validation/main.go', 'go.mod', 'go.sum'].map((file) => join(__dirname, '..', file));
  if (existsSync(built) && sources.every((file) => statSync(file).mtimeMs < statSync(built).mtimeMs)) return built;
  console.error("building istiod's validation");
  mkdirSync(CACHE, { recursive: true });
  execFileSync('go', ['build', '-p', '2', '-ldflags', '-s -w', '-o', `${built}.new`, './validation'], {
    cwd: join(__dirname, '..'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(`${built}.new`, built);
  return built;
}

/** Asks istiod's validation about objects; a verdict for each, in their order. */
export function verdicts(objects: readonly object[]): readonly Verdict[] {
  if (objects.length === 0) return [];
  const input = `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`;
  const output = execFileSync(program(), { input, maxBuffer: 2 ** 30 });
  return output
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
}
