// Scripts that are kept between runs in node_modules/.cache: each a line of JSON, the code, and what V8 made of it.
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

const times = new Map();
/**
 * When a file, or the list of a folder, last changed, in nanoseconds; 0 if there is none. No tool can set this time back, as it can that of
 * modification. It is asked for once: what changes during a run counts in the next.
 */
function changed(path) {
  let time = times.get(path);
  if (time === undefined) {
    time = Number(statSync(path, { bigint: true, throwIfNoEntry: false })?.ctimeNs ?? 0);
    times.set(path, time);
  }
  return time;
}

/** The names in a folder, but for those that editors put there for a while. */
function names(path) {
  const found = existsSync(path) ? readdirSync(path) : [];
  return found.filter((name) => !/^\.|~$/.test(name)).join('/');
}

/** A file system's clock may go in steps, of 10 ms at most: what was read in the same step as it changed may have changed once more. */
const STEP = 10;
/** Files and folders below `root` with their times, and whether they are still what was read of them since `begin` (milliseconds). */
exports.stamped = (root, files, folders, begin) => {
  const timed = (paths) => [...new Set(paths)].map((path) => [path, changed(`${root}/${path}`)]);
  const inputs = [...timed(files), ...timed(folders).map(([path, time]) => [path, time, names(`${root}/${path}`)])];
  return { inputs, isSettled: inputs.every(([, time]) => time < (begin - STEP) * 1e6) };
};
/** Many an editor writes a new file and moves it to the place of the old one: the folder has changed, and has the same names. */
const isSame =
  (root) =>
  ([path, time, had]) =>
    changed(`${root}/${path}`) === time || (had !== undefined && names(`${root}/${path}`) === had);
const isFresh = (root, { inputs }) => inputs.every(isSame(root));
exports.isFresh = isFresh;
/** The paths of what changed. */
exports.changes = (root, { inputs }) => inputs.filter((one) => !isSame(root)(one)).map(([path]) => path);

exports.parsed = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {} // none yet, or half of one
};

/** Whole or not at all, whoever writes it at the same time. */
function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, data);
  renameSync(`${path}.${process.pid}`, path);
}
exports.write = write;

/** A script of an earlier run; `undefined` if there is none, or half of one. */
function read(path) {
  try {
    const file = readFileSync(path);
    const begin = file.indexOf('\n') + 1;
    const { bytes, ...head } = JSON.parse(file.toString('latin1', 0, begin));
    const code = file.toString('utf8', begin, begin + bytes);
    return { ...head, path, code, compiled: file.subarray(begin + bytes) };
  } catch {} // none yet, or half of one
}

/** Where the scripts of a program are kept; and what is known of their files: how they import each other, and which changed last. */
exports.places = (cache) => ({ upper: `${cache}.bin`, lower: `${cache}-lower.bin`, plan: `${cache}.json` });

/** The scripts of an earlier run, and those of them that are to run, in their order, if nothing has changed of which they were made. */
exports.kept = (root, places) => {
  const upper = read(places.upper);
  const lower = upper?.on === undefined ? undefined : read(places.lower);
  const scripts = [lower, upper].filter((one) => one !== undefined);
  const isWhole = upper !== undefined && upper.on === lower?.id;
  return { lower, upper, scripts: isWhole && scripts.every((one) => isFresh(root, one)) ? scripts : undefined };
};

/** The function that a script's code is in. At the end of the run, when it is known which functions one needs, it is kept where it is new. */
exports.started = ({ path, code, compiled, map, isSettled, ...head }) => {
  const script = new Script(`(function (exports, require, module, __filename, __dirname, __url) {\n${code}\n})`, {
    lineOffset: -1,
    filename: path,
    cachedData: compiled,
  });
  if (isSettled || script.cachedDataRejected)
    process.once('exit', () => {
      try {
        if (map !== undefined) write(`${path}.map`, map);
        const text = Buffer.from(code);
        const line = `${JSON.stringify({ ...head, bytes: text.length })}\n`;
        write(path, Buffer.concat([Buffer.from(line), text, script.createCachedData()]));
      } catch {} // a folder that cannot be written only costs time
    });
  return script.runInThisContext();
};
