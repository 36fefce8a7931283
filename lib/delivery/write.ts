import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Files } from './render';

/** Replaces a folder by `files`, whole or not at all: a reader never sees half of it, and a failure leaves it as it was. */
export function replaceFolder(folder: string, files: Files): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const fresh = mkdtempSync(join(parent, `.${basename(folder)}-`));
  try {
    chmodSync(fresh, 0o755); // mkdtemp makes it private
    for (const [path, text] of files) {
      mkdirSync(join(fresh, dirname(path)), { recursive: true });
      writeFileSync(join(fresh, path), text);
    }
    const old = `${fresh}-old`;
    try {
      renameSync(folder, old);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    renameSync(fresh, folder);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
