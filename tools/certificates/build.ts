import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(__dirname, 'cert-manager');
const CACHE = join(__dirname, '..', '..', '.cache', 'certificates');
const MODULE = 'github.com/cert-manager/cert-manager';

/** The version of cert-manager that runs: the newest that is published as a Go module. */
export const CERT_MANAGER =
  new RegExp(`${MODULE} (v\\S+)`).exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8'))?.[1] ?? '';

export interface CertManager {
  readonly program: string;
  /** Files with its CRDs. */
  readonly crds: readonly string[];
}

/**
 * cert-manager's controllers as a program, and its CRDs as its module has them: about two minutes of two cores the first time, seconds
 * after that.
 * @throws Error when the build fails
 */
export function build(): CertManager {
  const go = (...args: readonly string[]) =>
    execFileSync('go', args, {
      cwd: SOURCE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, CGO_ENABLED: '0' },
    });
  mkdirSync(CACHE, { recursive: true });
  const program = join(CACHE, `cert-manager-${CERT_MANAGER}`);
  go('build', '-p', '2', '-trimpath', '-ldflags', '-s -w', '-o', `${program}.new`, '.');
  renameSync(`${program}.new`, program);
  const crds = join(go('list', '-m', '-f', '{{.Dir}}', MODULE).trim(), 'deploy', 'crds');
  return {
    program,
    crds: readdirSync(crds)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(crds, name)),
  };
}
