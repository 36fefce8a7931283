// Checks the types of a program with its repository's own TypeScript while the program runs, once for each state of its files.
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, resolve } = require('node:path');

const LOCKS = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'package.json', 'tsconfig.json'];
const times = new Map();
/**
 * When a file, or the list of a folder, last changed; 0 if there is none. No tool can set this time back, as it can that of modification.
 * It is asked for once: what changes during a run counts in the next.
 */
function changed(path) {
  if (!times.has(path)) times.set(path, statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0);
  return times.get(path);
}
exports.changed = changed;
const isSame = ({ inputs }) => inputs.every(([path, time]) => changed(path) === time);
const parsed = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {} // none yet, or half of one
};

/** Where the compiler of the repository lies; undefined where there is none, or nothing for it to go by. */
function compiler(root) {
  if (!existsSync(join(root, 'tsconfig.json'))) return undefined;
  try {
    return join(dirname(require.resolve('typescript/package.json', { paths: [root] })), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

/** Begins to check `program`; the function that it returns waits for the end and says what is wrong, one line each. */
exports.checked = (root, program, cache) => {
  const kept = join(cache, `types-${relative(root, program).replaceAll(/\W/g, '-')}.json`);
  const last = parsed(kept);
  if (last !== undefined && isSame(last)) return () => [];
  const tsc = /\.[cm]?tsx?$/.test(program) ? compiler(root) : undefined;
  if (tsc === undefined) return () => [];
  const { spawn } = require('node:child_process');
  mkdirSync(cache, { recursive: true });
  const answer = `${kept}.${process.pid}`;
  const child = spawn(process.execPath, [__filename, root, program, cache, tsc, answer], { stdio: 'ignore' });
  child.unref();
  const wait = () => {
    const clock = new Int32Array(new SharedArrayBuffer(4));
    const isThere = () => {
      if (existsSync(answer)) return true;
      try {
        return !process.kill(child.pid, 0);
      } catch {
        return true;
      }
    };
    while (!isThere()) Atomics.wait(clock, 0, 0, 10);
    const found = parsed(answer) ?? { inputs: [], errors: ['the check of types ended before it was done'] };
    if (found.errors.length === 0) renameSync(answer, kept);
    else rmSync(answer, { force: true });
    return found.errors;
  };
  let errors;
  return () => {
    errors ??= wait();
    return errors;
  };
};

function main(root, program, cache, tsc, answer) {
  const begin = Date.now();
  const config = `${answer}.tsconfig.json`;
  const options = { noEmit: true, composite: false, declaration: false, emitDeclarationOnly: false, incremental: true };
  const buildInfo = { tsBuildInfoFile: join(cache, 'types.tsbuildinfo'), skipLibCheck: true };
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { ...options, ...buildInfo },
      files: [program],
      include: [join(root, '*.d.ts'), join(root, 'types')],
      references: [],
    }),
  );
  const { spawnSync } = require('node:child_process');
  const { stdout = '', status } = spawnSync(process.execPath, [tsc, '-p', config, '--listFiles', '--pretty', 'false'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(config, { force: true });
  const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
  const isFile = (line) => existsSync(resolve(root, line));
  const files = lines.filter(isFile).map((line) => resolve(root, line));
  const own = files.filter((file) => !file.includes('/node_modules/'));
  const inputs = [...new Set([...own, ...own.map(dirname), ...LOCKS.map((name) => join(root, name))])]
    // The root has nothing to find, and dist/ comes and goes in it.
    .filter((path) => path !== root)
    .map((path) => [path, changed(path)]);
  // Further lines of a message are indented.
  const said = lines
    .filter((line) => !isFile(line))
    .join('\n')
    .replaceAll(/\n\s+/g, ' ')
    .split('\n');
  const errors = status === 0 ? [] : said.filter((line) => line !== '');
  // What changed since may have been read before or after it did, so that is good for this run alone.
  const isKept = inputs.every(([, time]) => time < begin);
  writeFileSync(`${answer}.new`, JSON.stringify({ inputs: isKept ? inputs : [['', -1]], errors }));
  renameSync(`${answer}.new`, answer);
}

if (require.main === module) main(...process.argv.slice(2));
