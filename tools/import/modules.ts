import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Checksums by `path@version`. */
export type Checksums = Readonly<Record<string, string>>;

const PINS = join(__dirname, 'checksums.json');

/** What `go mod download -json` says of a module. */
interface Download {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/**
 * The read-only folder of a Go module, from the module cache or the module proxy. A version that `checksums.json` does not pin yet is
 * confirmed by Go's public checksum database, and pinned, in place of the versions that are not among `wanted`.
 * @throws if its checksum is not the pinned one, or the database knows another
 */
export function goModule(path: string, version: string, wanted: readonly string[] = [version]): string {
  const module = `${path}@v${version}`;
  const pins: Checksums = JSON.parse(readFileSync(PINS, 'utf8'));
  const known = pins[module];
  const { Dir: dir, Sum: sum, Error: error } = download(module, known === undefined ? '' : path);
  if (dir === undefined || sum === undefined) throw new Error(`${module}: ${error ?? 'go mod download said nothing'}`);
  if (known === undefined)
    writeFileSync(PINS, `${JSON.stringify(pinned(pins, path, { version, sum, wanted }), null, 2)}\n`);
  else if (sum !== known) throw new Error(`${module} has checksum ${sum}, not ${known}; do not trust it`);
  return dir;
}

/** A version of a module with its checksum, and all versions of it that are wanted. */
interface Pin {
  readonly version: string;
  readonly sum: string;
  readonly wanted: readonly string[];
}

/** The checksums with that of a module's new version instead of those that nobody wants any more. */
export function pinned(pins: Checksums, path: string, { version, sum, wanted }: Pin): Checksums {
  const kept = wanted.map((one) => `${path}@v${one}`);
  const others = Object.entries(pins).filter(([module]) => !module.startsWith(`${path}@`) || kept.includes(module));
  return Object.fromEntries([...others, [`${path}@v${version}`, sum]].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

/** `pinned` is the module whose checksum is known here: it says offline what the public database says. */
function download(module: string, pinned: string): Download {
  // Outside any Go module. A module may want a newer Go before it is handed out, which only the database can vouch for.
  const outside = { GOWORK: 'off', GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'auto' };
  const env = { ...process.env, ...outside, GOSUMDB: 'sum.golang.org', GONOSUMDB: pinned };
  try {
    return JSON.parse(
      execFileSync('go', ['mod', 'download', '-json', module], {
        cwd: tmpdir(),
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch (error) {
    // A module that cannot be had is told on stdout too, with exit status 1.
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    if (said === '') throw error;
    return JSON.parse(said);
  }
}
