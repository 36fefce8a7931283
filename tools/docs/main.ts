import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './commands-page';
import { constructPages } from './construct-pages';
import { environmentsPage } from './environments-page';
import { messagePages } from './message-pages';
import { rulesPage } from './rules-page';
import { validationPage } from './validation-page';

// npm run docs:reference: makes the generated pages of docs/reference/ anew; a folder may be given in its place.
const reference = process.argv[2] ?? join(__dirname, '..', '..', 'docs', 'reference');
for (const [name, made] of Object.entries({ constructs: constructPages(), messages: messagePages() })) {
  const folder = join(reference, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of made) writeFileSync(join(folder, file), text);
}
const pages = {
  'rules.md': rulesPage(),
  'environments.md': environmentsPage(),
  'commands.md': commandsPage(),
  '../validation.md': validationPage(),
};
for (const [name, text] of Object.entries(pages)) writeFileSync(join(reference, name), text);
