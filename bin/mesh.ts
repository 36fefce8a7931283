import { join } from 'node:path';
import { program } from '../lib/delivery/command/program';

// npx tsx bin/mesh.ts apply demo
void program(join(__dirname, '..', 'dist'), (code) => {
  process.exitCode = code;
}).parseAsync();
