import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VERSIONS } from '../../../lib/kit/versions';

const CACHE = join(__dirname, '..', '..', '..', '.cache', 'addons');
const PROGRAMS = { kiali: '.', 'kiali-strict': './cmd/strict' } as const;

/** Kiali's server, and the reader of its configuration that names what the server ignores. */
export type Programs = Readonly<Record<keyof typeof PROGRAMS, string>>;

/**
 * Built from a checkout of its tag, which stays as it is: a page of one line stands in for the pages, which Node builds. About four minutes
 * of one core the first time.
 */
export function build(checkout: string): Programs {
  const source = resolve(checkout);
  const folder = join(CACHE, `kiali-${VERSIONS.kiali}`);
  const work = mkdtempSync(join(tmpdir(), 'kiali-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(work, 'index.html'), '<!doctype html><title>Kiali</title>\n');
  const overlay = join(work, 'overlay.json');
  const added = {
    [join(source, 'frontend', 'build', 'index.html')]: join(work, 'index.html'),
    [join(source, 'cmd', 'strict', 'main.go')]: join(__dirname, 'strict.go'),
  };
  writeFileSync(overlay, JSON.stringify({ Replace: added }));
  for (const [name, pkg] of Object.entries(PROGRAMS)) {
    const file = join(folder, name);
    if (existsSync(file)) continue;
    console.error(`building ${name} ${VERSIONS.kiali}`);
    const version = `-s -w -X github.com/kiali/kiali/cmd.version=v${VERSIONS.kiali}`;
    const args = ['build', '-p', '2', '-trimpath', '-overlay', overlay, '-ldflags', version, '-o', file, pkg];
    execFileSync('go', args, { cwd: source, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
  }
  rmSync(work, { recursive: true });
  return { kiali: join(folder, 'kiali'), 'kiali-strict': join(folder, 'kiali-strict') };
}

if (require.main === module) console.log(build(process.env['KIALI'] ?? ''));
