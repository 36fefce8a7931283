import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summarize } from '../lib/delivery/summary/summary';

// npm run diff-summary -- [ref]: what the change of dist/ since a commit (default: origin/main) does in the clusters.
const [ref = 'origin/main'] = process.argv.slice(2);
const root = join(__dirname, '..');
const dist = join(root, 'dist');
const git = (...args: readonly string[]) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });

const before = git('ls-tree', '-r', '-z', '--name-only', `${ref}^{commit}`, 'dist/')
  .split('\0')
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => [path.slice('dist/'.length), git('show', `${ref}:${path}`)] as const);
const after = (existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : [])
  .filter((path) => path.endsWith('.yaml'))
  .sort()
  .map((path) => [path, readFileSync(join(dist, path), 'utf8')] as const);
// Files that are the same byte for byte need no reading.
const same = new Set(
  before.filter(([path, text]) => after.some(([other, now]) => other === path && now === text)).map(([path]) => path),
);
const differing = (files: readonly (readonly [string, string])[]) =>
  new Map(files.map(([path, text]) => [path, same.has(path) ? '' : text]));
process.stdout.write(summarize(differing(before), differing(after)));
