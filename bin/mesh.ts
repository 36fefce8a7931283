import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { program } from '../lib/command/program';
import { EXIT } from '../lib/command/session';

const exit = (code: number) => {
  process.exitCode = code;
};

// npx tsx bin/mesh.ts apply demo; where the package is installed, the dist/ of the repository that it is run in.
const own = join(__dirname, '..', 'dist');
program(existsSync(own) ? own : join(process.cwd(), 'dist'), exit)
  .parseAsync()
  .catch((error: unknown) => {
    // Exit code 1 has a meaning of its own (differences, not ready), so nothing that fails may end with it.
    if (!(error instanceof CommanderError)) console.error(error);
    exit(error instanceof CommanderError && error.exitCode === 0 ? EXIT.done : EXIT.failed);
  });
