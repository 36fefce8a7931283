import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';

/** Writes cdk8s classes, one file per API group, for the CRDs into `folder`. */
export function writeClasses(crds: readonly unknown[], folder: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'import-'));
  const file = join(scratch, 'crds.yaml');
  try {
    writeFileSync(file, crds.map((crd) => dump(crd, { noRefs: true })).join('---\n'));
    execFileSync(
      join(__dirname, '../../node_modules/.bin/cdk8s'),
      ['import', file, '--language=typescript', `--output=${folder}`, '--no-save', '--no-check-upgrade'],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
