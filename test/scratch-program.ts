import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A repository in a folder of its own, with this project's runner in `bin/` and the compilers that it needs. */
export interface Scratch {
  readonly root: string;
  readonly file: (path: string, text: string) => void;
  /** Runs `program`, a path in the repository. `flags` are those of node. */
  readonly run: (program: string, ...args: readonly string[]) => Ran;
  readonly runWith: (flags: readonly string[], program: string) => Ran;
  /** The bytes of a file that the runner keeps. */
  readonly kept: (name: string) => Buffer;
  readonly remove: () => void;
}
interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Until a change can be told from what was there before. */
export const settle = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);

const project = join(__dirname, '..');

export function scratch(packageJson: object = {}): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const file = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  cpSync(join(project, 'bin'), join(root, 'bin'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['esbuild', '@esbuild', 'typescript', '@typescript'])
    symlinkSync(join(project, 'node_modules', name), join(root, 'node_modules', name));
  file('package.json', JSON.stringify(packageJson));
  file('tsconfig.json', '{}');
  file('package-lock.json', '{}');
  const runWith = (flags: readonly string[], ...args: readonly string[]): Ran => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, 'bin/run.cjs', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    return { stdout: stdout.trim(), stderr, status };
  };
  return {
    root,
    file,
    run: (...args) => runWith([], ...args),
    runWith,
    kept: (name) => readFileSync(join(root, 'node_modules/.cache/cdk8s-istio', name)),
    remove: () => rmSync(root, { recursive: true }),
  };
}
