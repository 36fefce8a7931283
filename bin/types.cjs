// Checks the types of a program with its repository's own TypeScript while the program runs, once for each state of its files.
const { existsSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { isFresh, parsed } = require('./kept.cjs');

/** Where the compiler of the repository lies; undefined where there is none, or nothing for it to go by. */
function compiler(root) {
  if (!existsSync(join(root, 'tsconfig.json'))) return undefined;
  try {
    return dirname(require.resolve('typescript/package.json', { paths: [root] }));
  } catch {
    return undefined;
  }
}

/** Begins to check `program`; the function that it returns waits for the end and says what is wrong, one line each. */
exports.checked = (root, program, cache) => {
  const kept = join(cache, `types-${relative(root, program).replaceAll(/\W/g, '-')}.json`);
  const last = parsed(kept);
  if (last !== undefined && isFresh(root, last)) return () => [];
  const typescript = /\.[cm]?tsx?$/.test(program) ? compiler(root) : undefined;
  if (typescript === undefined) return () => [];
  const { Worker, MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  const isDone = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { root, program, cache, kept, typescript, isDone, port: port2 };
  // A thread of its own waits for the compiler, for this one runs the program and then only waits itself.
  const worker = new Worker(join(__dirname, 'compiler.cjs'), { workerData, transferList: [port2] });
  worker.unref();
  let errors;
  return () => {
    if (errors === undefined) {
      Atomics.wait(isDone, 0, 0);
      errors = receiveMessageOnPort(port1)?.message ?? ['the check of types ended before it was done'];
    }
    return errors;
  };
};
