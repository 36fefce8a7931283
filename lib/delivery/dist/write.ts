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
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../kit/problems';
import { DELIVERY } from '../../problems/commands/delivery';
import type { Files } from '../render';
import { isOurs } from './header';

/**
 * Replaces a folder by `files`, whole or not at all: a reader never sees half of it, and a failure leaves it as it was.
 * @throws MESH790 if the folder holds anything but manifests, which would be lost
 */
export function replaceFolder(folder: string, files: Files): void {
  refuseForeign(folder);
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

function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const foreign = entries.find(
    (entry) =>
      !entry.isDirectory() &&
      !entry.name.endsWith('.k8s.yaml') &&
      !isOurs(readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
  if (foreign !== undefined) refuse(folder, DELIVERY.foreignFile(foreign.name));
}
