import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../../lib/report/assets';

// The page of reports, as the package has it: `cdk8s-istio report` puts it into each.
const root = join(__dirname, '..', '..');
const { script, style } = bundled(root);
writeFileSync(join(root, 'build', 'page.js'), script);
writeFileSync(join(root, 'build', 'page.css'), style);
