import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMBINATIONS, type Combination, MANAGERS } from './combinations';

// npm run test:package [-- <word>...]: a new user's way from the packed package, by several package managers, versions of Node and
// TypeScript. `--all` takes every combination, words such as `pnpm 22` those that they describe.
const project = join(__dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'package-'));
/** Bytes that an installation may take beside cdk8s and cdk8s-plus. */
const LIMIT = 60e6;
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

interface Place {
  readonly cwd: string;
  readonly path?: readonly string[];
}
/** Runs a program; its output is shown only if it fails. */
function run(program: string, args: readonly string[], { cwd, path = [] }: Place): string {
  const env = {
    ...process.env,
    PATH: [...path, process.env['PATH']].join(':'),
    CI: undefined, // a new user's first install, which makes the lock file
    npm_config_user_agent: undefined,
  };
  try {
    return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
  }
}

/** Installs programs by npm; gives the folder of their commands. */
function tool(name: string, ...packages: readonly string[]): string {
  const cwd = join(scratch, name);
  if (!existsSync(cwd))
    run('npm', ['install', '--prefix', cwd, '--no-audit', '--no-fund', ...packages], { cwd: scratch });
  return join(cwd, 'node_modules', '.bin');
}

const described = ({ manager, node, module, typescript, flags }: Combination): string =>
  `${manager}, Node ${node}, ${module}, TypeScript ${typescript}${flags.map((flag) => ` ${flag}`).join('')}`;

interface Packed {
  readonly own: string;
  /** `create-cdk8s-istio`. */
  readonly create: string;
}

function attempt({ own, create }: Packed, { manager, node, module, typescript, flags }: Combination): void {
  const name = `${manager}-${node}`;
  const start = Date.now();
  const path = [tool(`node-${node}`, `node@${node}`), ...MANAGERS[manager].packages.map((one) => tool(manager, one))];
  const cwd = join(scratch, name);
  const init = [
    cwd,
    '--yes',
    '--package',
    `file:${own}`,
    '--module',
    module,
    '--package-manager',
    MANAGERS[manager].name,
  ];
  // As `npm create cdk8s-istio` and `npx cdk8s-istio init` run it: from the packages alone.
  const bin = tool('npx', own, create);
  if (manager === 'npm') run(join(bin, 'create-cdk8s-istio'), [...init, ...flags], { cwd: scratch, path });
  else run(join(bin, 'cdk8s-istio'), ['init', ...init, ...flags], { cwd: scratch, path });
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  manifest.devDependencies.typescript = typescript;
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  const command = MANAGERS[manager].command;
  run(command, ['install'], { cwd, path });
  const version = run('node', ['--version'], { cwd, path }).trim();
  for (const script of ['synth', 'test', 'check']) run(command, ['run', script], { cwd, path });
  const written = readdirSync(join(cwd, 'dist', name));
  // What the workflow does for code scanning.
  run('npx', ['cdk8s-istio', 'check', '--output', 'sarif', `dist/${name}`], { cwd, path });
  run('npx', ['cdk8s-istio', 'report', name], { cwd, path });
  if (!existsSync(join(cwd, 'report', `${name}.html`))) throw new Error('no report was made');
  if (!written.some((file) => file.startsWith('70-mesh'))) throw new Error(`no routes in ${written.join(', ')}`);
  // A misspelt prop fails, and what was written stays.
  const mesh = readFileSync(join(cwd, 'mesh.ts'), 'utf8');
  writeFileSync(join(cwd, 'mesh.ts'), mesh.replace('  apps: [shop],', '  app: [shop],'));
  try {
    run(command, ['run', 'synth'], { cwd, path });
  } catch (error) {
    if (!String(error).includes('MESH867 [mesh.ts:')) throw error;
    if (readdirSync(join(cwd, 'dist', name)).length !== written.length) throw new Error('dist/ did not stay');
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    console.log(`ok in ${seconds} s: ${described({ manager, node: version, module, typescript, flags })}`);
    return;
  }
  throw new Error('a misspelt prop passed');
}

/** Packs a folder; gives the file. */
function pack(folder: string): string {
  const told = run('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: folder });
  const [{ filename, entryCount, unpackedSize }] = JSON.parse(told.replace(/^[^[]*/, ''));
  console.log(`${filename}: ${entryCount} files, ${megabytes(unpackedSize)}`);
  return join(scratch, filename);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
/** A program may lie there under two names. */
const size = (folder: string): number => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => lstatSync(join(folder, file)));
  return [...new Map(files.map(({ ino, size: bytes }) => [ino, bytes])).values()].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
};

/** What an installation takes beside cdk8s and cdk8s-plus, which everybody who uses cdk8s has. */
function weigh(own: string): void {
  const peers = ['cdk8s@2', 'cdk8s-plus-27@2', 'constructs@10'];
  const more = size(join(tool('with', own, ...peers), '..')) - size(join(tool('without', ...peers), '..'));
  if (more > LIMIT) throw new Error(`it brings ${megabytes(more)} along, more than ${megabytes(LIMIT)}`);
  console.log(`installed: ${megabytes(more)} beside cdk8s and cdk8s-plus`);
}

/** Every page that a page of the package links to is in it, too. */
function linked(own: string): void {
  const folder = join(tool('with', own), '..', 'cdk8s-istio');
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  const lost = pages.flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([\w./-]+)(#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(folder, page, '..', target)))
      .map((target) => `${page} links to ${target}`),
  );
  if (lost.length > 0) throw new Error(`not in the package: ${lost.join(', ')}`);
  console.log(`the links of ${pages.length} pages lead to pages`);
}

/** Where the matchers' types come from in each test runner; with @jest/globals they are in what `init` writes. */
const RUNNERS = { jest: '/// <reference types="jest" />', vitest: "import { expect, test } from 'vitest';" };

/** An assertion of a route compiles, and one of a wrong type does not. */
function typed(own: string): void {
  const bin = tool(
    'typed',
    own,
    'cdk8s@2',
    'cdk8s-plus-27@2',
    'constructs@10',
    '@types/jest@30',
    'vitest@3',
    'typescript@5.6.3',
  );
  const cwd = join(bin, '..', '..');
  for (const [runner, head] of Object.entries(RUNNERS)) {
    const body = `import { routeMatchers, type Verdict } from 'cdk8s-istio/testing';
      expect.extend(routeMatchers);
      declare const verdict: Verdict;
      test('a matcher', () => {
        expect(verdict).toBeAllowed();
        expect(verdict).not.toBeAnswered(404);
        // @ts-expect-error a status is a number
        expect(verdict).toBeAnswered('404');
      });`;
    writeFileSync(join(cwd, `${runner}.ts`), `${head}\n${body}`);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
    run(join(bin, 'tsc'), [...options, '--types', 'node', `${runner}.ts`], { cwd });
  }
  console.log(`the matchers have types in ${Object.keys(RUNNERS).join(' and ')}`);
}

const packed = { own: pack(project), create: pack(join(project, 'create')) };
weigh(packed.own);
linked(packed.own);
typed(packed.own);
const words = process.argv.slice(2).filter((word) => word !== '--all');
const isMeant = ({ manager, node, module, typescript }: Combination): boolean =>
  words.every((word) => [manager, node, module].includes(word) || typescript.startsWith(`${word}.`));
const chosen = process.argv.length > 2 ? COMBINATIONS.filter(isMeant) : COMBINATIONS.slice(0, 3);
if (chosen.length === 0) throw new Error(`no combination is all of ${words.join(', ')}`);
for (const combination of chosen) {
  try {
    attempt(packed, combination);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED: ${described(combination)}\n${error instanceof Error ? error.message : error}`);
  }
}
