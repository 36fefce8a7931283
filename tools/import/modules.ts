import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import checksums from './checksums.json';

const KNOWN: Readonly<Record<string, string>> = checksums;

/** What `go mod download -json` says of a module. */
interface Download {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/**
 * The read-only folder of a Go module, from the module cache or the module proxy.
 * @throws if its checksum is not the one that `checksums.json` pins
 */
export function goModule(path: string, version: string): string {
  const module = `${path}@v${version}`;
  const { Dir: dir, Sum: sum, Error: error } = download(module);
  if (dir === undefined || sum === undefined) throw new Error(`${module}: ${error ?? 'go mod download said nothing'}`);
  if (sum !== KNOWN[module])
    throw new Error(
      `${module} has checksum ${sum}, not ${KNOWN[module] ?? 'a pinned one'}; if a new version is meant, pin it in tools/import/checksums.json`,
    );
  return dir;
}

function download(module: string): Download {
  // Outside any Go module, and without the checksum database: the pinned checksum says the same offline.
  const env = { ...process.env, GOSUMDB: 'off', GOWORK: 'off', GOFLAGS: '-mod=mod' };
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
