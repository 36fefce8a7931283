import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../lib/delivery/command/program';

// npx tsx bin/mesh.ts apply demo; where the package is installed, the dist/ of the repository that it is run in.
const own = join(__dirname, '..', 'dist');
void program(existsSync(own) ? own : join(process.cwd(), 'dist'), (code) => {
  process.exitCode = code;
}).parseAsync();
