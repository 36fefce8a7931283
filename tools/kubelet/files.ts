import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string>>;

/** The link that leads to the folder with what a volume has now. */
const DATA = '..data';

const linkAt = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};

/** What a volume has. */
export function filesAt(place: string): Files {
  const data = join(place, DATA);
  if (!existsSync(data)) return {};
  const all = readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = all.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path.slice(data.length + 1), readFileSync(path, 'utf8')]));
}

const same = (one: Files, other: Files): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([path, text]) => other[path] === text);

/**
 * Gives a volume other files, as a kubelet does: all at once, by a link that is turned to a new folder, so that who watches sees one
 * change and nobody reads half of it. Nothing is touched where nothing differs. Source: k8s.io/kubernetes pkg/volume/util/atomic_writer.go.
 */
export function replaceFiles(place: string, files: Files): void {
  const before = linkAt(join(place, DATA));
  if (before !== undefined && same(filesAt(place), files)) return;
  const data = basename(mkdtempSync(join(place, `..${new Date().toISOString().replaceAll(/\W/g, '_')}.`)));
  chmodSync(join(place, data), 0o755);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, data, path)), { recursive: true });
    writeFileSync(join(place, data, path), text);
  }
  symlinkSync(data, join(place, `${DATA}_tmp`));
  renameSync(join(place, `${DATA}_tmp`), join(place, DATA));
  const seen = new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''));
  for (const name of seen)
    if (linkAt(join(place, name)) === undefined) symlinkSync(join(DATA, name), join(place, name));
  for (const name of readdirSync(place))
    if (!name.startsWith('..') && !seen.has(name)) rmSync(join(place, name), { recursive: true });
  if (before !== undefined) rmSync(join(place, before), { recursive: true });
}
