import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { program } from '../lib/command/program';
import { EXIT } from '../lib/command/session';
import { version } from '../package.json';

const exit = (code: number) => {
  process.exitCode = code;
};

// npx cdk8s-istio apply demo; where the package is installed, the dist/ of the repository that it is run in.
const own = join(__dirname, '..', 'dist');
// Who reads our output may have read enough: `mesh diff demo | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? EXIT.done);
  });
program(existsSync(own) ? own : join(process.cwd(), 'dist'), version, exit)
  .parseAsync()
  .catch((error: unknown) => {
    // Exit code 1 has a meaning of its own (differences, not ready), so nothing that fails may end with it.
    if (!(error instanceof CommanderError)) console.error(error);
    exit(error instanceof CommanderError && error.exitCode === 0 ? EXIT.done : EXIT.failed);
  });
