import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructPages } from './construct-pages';
import { rulesPage } from './rules-page';

// npm run docs:reference: makes the generated pages of docs/reference/ anew.
const reference = join(__dirname, '..', '..', 'docs', 'reference');
const folder = join(reference, 'constructs');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of constructPages()) writeFileSync(join(folder, name), text);
writeFileSync(join(reference, 'rules.md'), rulesPage());
