import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMBINATIONS, type Combination, MANAGERS } from './combinations';

// npm run test:package [-- --all]: a new user's way from the packed package, by several package managers, versions of Node and TypeScript.
const project = join(__dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'package-'));
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
    CI: '1',
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

function attempt(tgz: string, { manager, node, module, typescript, flags }: Combination): void {
  const name = `${manager}-${node}`.replaceAll('.', '-');
  const path = [tool(`node-${node}`, `node@${node}`), ...MANAGERS[manager].packages.map((one) => tool(manager, one))];
  // The command is run as npx would run it: from the package alone.
  const cwd = join(scratch, name);
  const init = [
    'init',
    cwd,
    '--yes',
    '--package',
    `file:${tgz}`,
    '--module',
    module,
    '--package-manager',
    MANAGERS[manager].name,
  ];
  run(join(tool('npx', tgz), 'cdk8s-istio'), [...init, ...flags], { cwd: scratch, path });
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  manifest.devDependencies.typescript = typescript;
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  const command = MANAGERS[manager].command;
  run(command, ['install'], { cwd, path });
  const version = run('node', ['--version'], { cwd, path }).trim();
  for (const script of ['synth', 'test', 'check']) run(command, ['run', script], { cwd, path });
  const written = readdirSync(join(cwd, 'dist', name));
  if (!written.some((file) => file.startsWith('70-mesh'))) throw new Error(`no routes in ${written.join(', ')}`);
  // A misspelt prop fails, and what was written stays.
  const mesh = readFileSync(join(cwd, 'mesh.ts'), 'utf8');
  writeFileSync(join(cwd, 'mesh.ts'), mesh.replace('  apps: [shop],', '  app: [shop],'));
  try {
    run(command, ['run', 'synth'], { cwd, path });
  } catch (error) {
    if (!String(error).includes('MESH867 [mesh.ts:')) throw error;
    if (readdirSync(join(cwd, 'dist', name)).length !== written.length) throw new Error('dist/ did not stay');
    console.log(
      `ok: ${manager}, Node ${version}, ${module}, TypeScript ${typescript}${flags.map((flag) => ` ${flag}`).join('')}`,
    );
    return;
  }
  throw new Error('a misspelt prop passed');
}

const [packed] = JSON.parse(
  run('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: project }).replace(/^[^[]*/, ''),
);
const tgz = join(scratch, packed.filename);
console.log(`${packed.filename}: ${packed.entryCount} files, ${(packed.unpackedSize / 1e6).toFixed(1)} MB`);
const asked = process.argv.slice(2);
const chosen = asked.includes('--all') ? COMBINATIONS : COMBINATIONS.slice(0, 3);
for (const combination of chosen.filter(({ manager }) =>
  asked.every((word) => word.startsWith('--') || word === manager),
))
  attempt(tgz, combination);
