import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';

const camel = (name: string): string => name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** A schema without second spellings: `jwks_uri` beside `jwksUri` would be one property of the class, and the older one be written. */
function oneSpelling(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(oneSpelling);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema);
  const kept = entries.filter(([name]) => camel(name) === name || !Object.hasOwn(schema, camel(name)));
  return Object.fromEntries(kept.map(([name, value]) => [name, oneSpelling(value)]));
}

/** Writes cdk8s classes, one file per API group, for the CRDs into `folder`. */
export function writeClasses(crds: readonly unknown[], folder: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'import-'));
  const file = join(scratch, 'crds.yaml');
  try {
    writeFileSync(file, crds.map((crd) => dump(oneSpelling(crd), { noRefs: true })).join('---\n'));
    execFileSync(
      join(__dirname, '../../node_modules/.bin/cdk8s'),
      ['import', file, '--language=typescript', `--output=${folder}`, '--no-save', '--no-check-upgrade'],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
