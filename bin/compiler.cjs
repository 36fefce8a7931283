// A thread that has TypeScript check a program, and says what is wrong: see types.cjs.
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { totalmem } = require('node:os');
const { dirname, join, relative, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { workerData } = require('node:worker_threads');
const { stamped, write } = require('./kept.cjs');

const { root, program, cache, kept, typescript, isDone, port } = workerData;
const LOCKS = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'package.json', 'tsconfig.json'];

/** What starts the compiler: from TypeScript 7 on a program of the machine, whose script would only start it. */
async function starter() {
  try {
    const { default: getExePath } = await import(pathToFileURL(join(typescript, 'lib', 'getExePath.js')));
    return [getExePath()];
  } catch {
    return [process.execPath, join(typescript, 'bin', 'tsc')];
  }
}

/** What the repository's settings mean for this program. It is the same for each run, and so stays. */
function settings() {
  const file = `${kept.slice(0, -'.json'.length)}.tsconfig.json`;
  const options = { noEmit: true, composite: false, declaration: false, emitDeclarationOnly: false, incremental: true };
  const compilerOptions = { ...options, tsBuildInfoFile: join(cache, 'types.tsbuildinfo'), skipLibCheck: true };
  const include = [join(root, '*.d.ts'), join(root, 'types')];
  const base = join(root, 'tsconfig.json');
  write(file, JSON.stringify({ extends: base, compilerOptions, files: [program], include, references: [] }));
  return file;
}

/** Its collector of garbage takes a third of its time; what it would spare is little where there is memory. */
const memory = Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
const LAVISH = memory < 4 * 2 ** 30 ? {} : { GOGC: 'off', GOMEMLIMIT: '1GiB' };

function ran([command, ...words]) {
  return new Promise((done) => {
    const child = spawn(command, words, {
      cwd: root,
      env: { ...LAVISH, ...process.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.once('error', (error) => done({ stdout: error.message, status: 1 }));
    child.once('close', (status) => done({ stdout, status }));
  });
}

async function check() {
  const begin = Date.now();
  const { stdout, status } = await ran([...(await starter()), '-p', settings(), '--listFiles', '--pretty', 'false']);
  const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
  const isFile = (line) => existsSync(resolve(root, line));
  const own = lines
    .filter((line) => !line.includes('/node_modules/') && isFile(line))
    .map((line) => relative(root, resolve(root, line)).replaceAll('\\', '/'));
  // The root has nothing to find, and dist/ comes and goes in it.
  const folders = own.map(dirname).filter((folder) => folder !== '.');
  const { inputs, isSettled } = stamped(root, [...own, ...LOCKS], folders, begin);
  if (status === 0) {
    if (isSettled) write(kept, JSON.stringify({ inputs }));
    return [];
  }
  // Further lines of a message are indented.
  const said = lines
    .filter((line) => !isFile(line))
    .join('\n')
    .replaceAll(/\n\s+/g, ' ')
    .split('\n');
  return said.filter((line) => line !== '');
}

check()
  .catch((error) => [String(error)])
  .then((errors) => {
    port.postMessage(errors);
    Atomics.store(isDone, 0, 1);
    Atomics.notify(isDone, 0);
  });
