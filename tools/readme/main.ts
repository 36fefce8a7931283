import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTable } from './table';

// Remakes the table of constructs in the README, between its marks.
const readme = join(__dirname, '..', '..', 'README.md');
writeFileSync(readme, withTable(readFileSync(readme, 'utf8')));
