import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = 'github.com/cloudnativelabs/kube-router/v2';
const PROGRAMS = { 'kube-router': `${MODULE}/cmd/kube-router`, connect: './connect' } as const;

/** The version of kube-router that enforces: the newest that is published as a Go module. */
export const KUBE_ROUTER =
  new RegExp(`${MODULE} (v\\S+)`).exec(readFileSync(join(__dirname, 'go.mod'), 'utf8'))?.[1] ?? '';

/**
 * The folder with kube-router and the program that connects. Builds kube-router where the cache lacks it: about four minutes of two cores
 * the first time, nothing after that.
 * @throws Error when a build fails
 */
export function build(): string {
  const folder = join(__dirname, '..', '..', '.cache', 'policies', KUBE_ROUTER);
  mkdirSync(folder, { recursive: true });
  for (const [program, from] of Object.entries(PROGRAMS)) {
    const file = join(folder, program);
    // What is made of sources here is made anew: Go knows when there is nothing to do.
    if (program === 'kube-router' && existsSync(file)) continue;
    const args = ['build', '-p', '2', '-trimpath', '-ldflags', '-s -w', '-o', `${file}.new`, from];
    execFileSync('go', args, { cwd: __dirname, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
    renameSync(`${file}.new`, file);
  }
  return folder;
}
