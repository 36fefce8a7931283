import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructPages } from './construct-pages';

// npm run docs:reference: makes the generated pages of docs/reference/ anew.
const folder = join(__dirname, '..', '..', 'docs', 'reference', 'constructs');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of constructPages()) writeFileSync(join(folder, name), text);
