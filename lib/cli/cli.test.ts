import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import fc from 'fast-check';
import { cli } from '.';
import { filesOf } from './init/files';
import { asName, type InitOptions } from './init/options';
import type { Around } from './parts/around';

const root = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(root, { recursive: true }));

let printed = '';
let code: number | undefined;
beforeEach(() => {
  [printed, code] = ['', undefined];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

const around: Around = {
  root,
  dist: join(root, 'dist'),
  version: '1.2.3',
  exit: (given) => {
    code = given;
  },
  run: () => undefined,
};
const run = (...args: readonly string[]) =>
  cli(new Command('cdk8s-istio').version('1.2.3').exitOverride(), around).parseAsync(args, { from: 'user' });

describe('init', () => {
  test('makes a repository, and never replaces a file that is there without being asked', async () => {
    await run('init', 'Shop_1', '--yes', '--output', 'json');
    const { files, next } = JSON.parse(printed);
    expect(files).toEqual(expect.arrayContaining(['package.json', 'cdk8s.yaml', 'main.ts', 'mesh.ts', 'mesh.test.ts']));
    expect(next).toBe('cd Shop_1 && npm install && npm run synth && npm test');
    expect(code).toBe(0);
    writeFileSync(join(root, 'Shop_1/mesh.ts'), 'mine');
    await expect(run('init', 'Shop_1', '--yes')).rejects.toThrow(/^MESH873 .* there is package\.json, /);
    expect(readFileSync(join(root, 'Shop_1/mesh.ts'), 'utf8')).toBe('mine');
    await run('init', 'Shop_1', '--yes', '--force');
    expect(readFileSync(join(root, 'Shop_1/mesh.ts'), 'utf8')).toContain('export const environment: Environment');
  });

  test('a choice that there is not is refused, and nothing is written', async () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(run('init', 'other', '--yes', '--entry', 'door')).rejects.toThrow('Allowed choices are load-balancer');
    expect(existsSync(join(root, 'other'))).toBe(false);
  });

  test('each package manager gets what it needs', () => {
    const known: InitOptions = {
      ...{ name: 'a', revision: '', entry: 'load-balancer', dataPlane: 'sidecar', argoCd: true, repository: '' },
      ...{ module: 'esm', packageManager: 'npm', package: '^1.0.0' },
    };
    const manifest = (options: InitOptions) => JSON.parse(filesOf(options).get('package.json') ?? '');
    expect(manifest(known)).toMatchObject({ type: 'module', overrides: { backport: expect.any(String) } });
    expect(manifest({ ...known, packageManager: 'yarn' }).resolutions).toEqual(manifest(known).overrides);
    expect(filesOf({ ...known, packageManager: 'pnpm' }).get('pnpm-workspace.yaml')).toContain('backport');
    expect(filesOf({ ...known, packageManager: 'yarn' }).get('.yarnrc.yml')).toContain('node-modules');
  });

  test('whatever the folder is called, the name is one of a package and an environment', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(asName(text)).toMatch(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/);
      }),
    );
  });
});

describe('other commands', () => {
  test('a file or environment that is missing is said with what there is', async () => {
    await expect(run('synth', 'none.ts')).rejects.toThrow('MESH868 [none.ts] there is no such file');
    await expect(run('render', 'acme', join(root, 'out'))).rejects.toThrow(/MESH869 \[acme\] .*choose one of demo, /);
    await expect(run('preview', 'none.yaml')).rejects.toThrow('MESH870 [none.yaml] it cannot be read');
    await expect(run('diff-summary', 'no-such-ref')).rejects.toThrow('MESH871 [no-such-ref] git cannot read it');
    await expect(run('report', '--context', 'prod')).rejects.toThrow('MESH883 [prod] one cluster has one environment');
  });

  test('the summary of a pull request shows the pictures that differ, by their addresses', async () => {
    const folder = join(root, 'pictured');
    const svg = join(folder, 'docs/pictures');
    for (const path of [join(folder, 'dist/acme'), svg]) mkdirSync(path, { recursive: true });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: folder,
        encoding: 'utf8',
      }).trim();
    for (const name of ['acme', 'old', 'same']) writeFileSync(join(svg, `${name}.svg`), '<svg/>');
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'first');
    const before = git('rev-parse', 'HEAD');
    writeFileSync(join(svg, 'acme.svg'), '<svg id="a"/>');
    writeFileSync(join(svg, 'new mesh.svg'), '<svg/>');
    rmSync(join(svg, 'old.svg'));
    git('add', '-A');
    git('commit', '-qm', 'second');
    const after = git('rev-parse', 'HEAD');
    const summary = async (...args: readonly string[]) => {
      printed = '';
      const program = new Command('cdk8s-istio').exitOverride();
      const there = { ...around, root: folder, dist: join(folder, 'dist') };
      await cli(program, there).parseAsync(['diff-summary', before, ...args], { from: 'user' });
      return printed;
    };
    const link = 'https://git.example.com/acme/mesh/raw/{commit}/{path}';
    const text = await summary('--pictures', 'docs/pictures', '--link', link);
    const at = (commit: string, name: string) =>
      `https://git.example.com/acme/mesh/raw/${commit}/docs/pictures/${name}.svg`;
    expect(text).toContain(`### The mesh: acme\n\n![acme, after](${at(after, 'acme')})\n`);
    expect(text).toContain(`<details><summary>before</summary>\n\n![acme, before](${at(before, 'acme')})\n`);
    expect(text).toContain(`![new mesh, after](${at(after, 'new%20mesh')})\n\nIt is new.`);
    expect(text).toContain('### The mesh: old\n\nIt is gone.');
    expect(text).not.toContain('same');
    expect(await summary()).toBe('Nothing changes in any cluster.\n');
    // A workflow of GitHub knows the address, and the commit that stays.
    process.env['GITHUB_SERVER_URL'] = 'https://github.com';
    process.env['GITHUB_REPOSITORY'] = 'acme/mesh';
    const onGitHub = await summary('--pictures', 'docs/pictures', '--head', 'abc');
    expect(onGitHub).toContain('![acme, after](https://github.com/acme/mesh/blob/abc/docs/pictures/acme.svg?raw=true)');
    delete process.env['GITHUB_REPOSITORY'];
    await expect(summary('--pictures', 'docs/pictures')).rejects.toThrow('MESH884 [docs/pictures]');
  });

  test('preview shows what istiod makes of a file, as YAML and as JSON', async () => {
    const file = join(root, 'pod.yaml');
    writeFileSync(file, 'kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {containers: [{name: app}]}');
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run('preview', file);
    expect(printed).toContain('name: istio-proxy');
    printed = '';
    await run('preview', file, '--output', 'json');
    expect(JSON.parse(printed).previews[0].injected).toBe(true);
  });

  test('a shell completes commands, their options, and what dist/ holds', async () => {
    await run('completion', 'bash');
    const script = printed;
    mkdirSync(join(root, 'shell', 'dist', 'acme'), { recursive: true });
    const completed = (...words: readonly string[]) => {
      const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      const asked = `${script}\n${line}; _cdk8s_istio; echo "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', asked], { cwd: join(root, 'shell'), encoding: 'utf8' })
        .trim()
        .split(' ');
    };
    expect(completed('cdk8s-istio', 'diff-')).toEqual(['diff-summary']);
    expect(completed('cdk8s-istio', 'init', '--data')).toEqual(['--data-plane']);
    expect(completed('cdk8s-istio', 'render', 'ac')).toEqual(['acme']);
    expect(completed('cdk8s-istio', 'upgrade', 'ne')).toEqual(['next']);
  });

  test('fish completes the same, with what each is for', async () => {
    await run('completion', 'fish');
    expect(printed).toContain("-n '__fish_use_subcommand' -f -a synth -d 'Checks everything and writes dist/");
    expect(printed).toContain(
      "-n '__fish_seen_subcommand_from init' -l data-plane -x -a 'sidecar ambient' -d 'where proxies run'",
    );
    expect(printed).toContain("-n '__fish_seen_subcommand_from upgrade' -a 'plan next back (ls dist 2>/dev/null)'");
    // A quote inside of quotes.
    expect(printed).toContain(
      "-d 'a tag that moves, in order; may be given again (default: the environment\\'s tags)'",
    );
    const quotes = (line: string) => line.replaceAll("\\'", '').split("'").length - 1;
    expect(printed.split('\n').filter((line) => quotes(line) % 2 !== 0)).toEqual([]);
    await expect(run('completion', 'tcsh')).rejects.toThrow('Allowed choices are bash, zsh, fish');
  });

  test('every command that has a result prints it as JSON, too, and says so', async () => {
    const program = cli(new Command('cdk8s-istio').version('1.2.3').exitOverride(), around);
    const lacking = program.commands.filter(({ options }) => !options.some(({ long }) => long === '--output'));
    expect(lacking.map((command) => command.name())).toEqual(['completion']);
  });

  test('help and completion name every command, and --version the version', async () => {
    const names = ['init', 'synth', 'render', 'preview', 'diff-summary', 'completion'];
    await expect(run('--help')).rejects.toThrow('(outputHelp)');
    for (const name of names) expect(printed).toContain(`\n  ${name} `);
    printed = '';
    await run('completion', 'bash');
    expect(printed).toContain('--data-plane');
    printed = '';
    await expect(run('--version')).rejects.toThrow('1.2.3');
  });
});

test('npm create brings the version of the package', () => {
  const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(__dirname, '../..', folder, 'package.json'), 'utf8'));
  const own = manifest('.');
  const { version, dependencies } = manifest('create');
  expect([version, dependencies['cdk8s-istio']]).toEqual([own.version, `^${own.version}`]);
  for (const name of ['cdk8s', 'cdk8s-plus-27', 'constructs'])
    expect(dependencies[name]).toBe(own.peerDependencies[name]);
});
