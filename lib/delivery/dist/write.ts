import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { refuse } from '../../kit/problems';
import { DELIVERY } from '../../problems/commands/delivery';
import type { Files } from '../render';
import { isOurs } from './header';

/**
 * Replaces a folder by `files`, whole or not at all: a reader never sees half of it, and a failure leaves it as it was.
 * @throws MESH790 if the folder holds anything but manifests, which would be lost
 */
export function replaceFolder(folder: string, files: Files): void {
  const present = filesIn(folder);
  refuseForeign(folder, present);
  // The most frequent synth changes nothing, and so touches nothing.
  if (present.length === files.size && present.every((path) => files.get(path) === textOf(folder, path))) return;
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const fresh = mkdtempSync(join(parent, `.${basename(folder)}-`));
  const old = `${fresh}-old`;
  try {
    chmodSync(fresh, 0o755); // mkdtemp makes it private
    for (const [path, text] of files) {
      mkdirSync(join(fresh, dirname(path)), { recursive: true });
      writeFileSync(join(fresh, path), text);
    }
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

const textOf = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

/** The files below a folder; none where it is not there. */
function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((one) => (one.isDirectory() ? [] : [relative(folder, join(one.parentPath, one.name))]));
}

function refuseForeign(folder: string, present: readonly string[]): void {
  const foreign = present.find((path) => !path.endsWith('.k8s.yaml') && !isOurs(textOf(folder, path)));
  if (foreign !== undefined) refuse(folder, DELIVERY.foreignFile(basename(foreign)));
}
