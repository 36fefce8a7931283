import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { VERSIONS } from '../../lib/kit/versions';

const CACHE = join(__dirname, '..', '..', '.cache', 'prometheus');
const PROGRAMS = ['promtool', 'prometheus'] as const;

/** A release 3.10.0 is the Go module v0.310.0. */
export const moduleVersion = (release: string): string => {
  const [major = '', minor = '', patch = ''] = release.split('.');
  return `v0.${major}${minor.padStart(2, '0')}.${patch}`;
};

/**
 * The folder with prometheus and promtool of the version that the addon ships. Builds what the cache lacks, without pages and with
 * Kubernetes discovery alone: about five minutes of one core the first time, nothing after that.
 * @throws Error when go.mod requires another version, or a build fails
 */
export function build(): string {
  const wanted = `github.com/prometheus/prometheus ${moduleVersion(VERSIONS.prometheus)}`;
  if (!readFileSync(join(__dirname, 'go.mod'), 'utf8').includes(wanted))
    throw new Error(`go.mod does not require ${wanted}; run go get there`);
  const folder = join(CACHE, VERSIONS.prometheus);
  mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) {
    const file = join(folder, program);
    if (existsSync(file)) continue;
    console.error(`building ${program} ${VERSIONS.prometheus}`);
    const tags = ['-tags', 'remove_all_sd,enable_kubernetes_sd'];
    const args = ['build', '-trimpath', ...tags, '-ldflags', '-s -w', '-o', `${file}.new`];
    execFileSync('go', [...args, `github.com/prometheus/prometheus/cmd/${program}`], {
      cwd: __dirname,
      stdio: 'inherit',
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    renameSync(`${file}.new`, file);
  }
  return folder;
}
