// node bin/run.cjs <program.ts> [argument...]: runs a program of the project as one script, which .cache/run keeps compiled.
// Finding and loading 700 modules one by one takes longer than all that the programs do.
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { createRequire, SourceMap } = require('node:module');
const { dirname, join, relative, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { deserialize, serialize } = require('node:v8');
const { Script } = require('node:vm');

const program = resolve(process.argv[2] ?? 'main.ts');
/** The repository: the nearest folder above the program that has a package.json. */
const rootOf = (folder) =>
  existsSync(join(folder, 'package.json')) || folder === dirname(folder) ? folder : rootOf(dirname(folder));
const root = rootOf(dirname(program));
const folder = join(root, 'node_modules', '.cache', 'cdk8s-istio');
const cache = join(folder, `${relative(root, program).replaceAll(/\W/g, '-')}.bin`);

/** When a file, or the list of a folder, last changed; no tool can set this time back, as it can that of modification. */
const changed = (path) => statSync(`${root}/${path}`).ctimeMs;

/** The script of an earlier run, if nothing has changed of which it was made. */
function kept() {
  try {
    const bundle = deserialize(readFileSync(cache));
    if (bundle.inputs.every(([path, time]) => changed(path) === time)) return bundle;
  } catch {} // none yet, or an input is gone
}

/** What decides which files are taken, and how they are read. */
const SETTINGS = ['tsconfig.json', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

function made() {
  const begin = Date.now();
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root,
    entryPoints: [program],
    outfile: 'bundle.js',
    bundle: true,
    // What is asked for where it lies, or bundles itself.
    external: ['esbuild', 'cdk8s-istio/package.json'],
    define: { 'import.meta.url': '__url', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    lineLimit: 100, // node shows the line of a failure
    metafile: true,
    minifyWhitespace: true,
    platform: 'node',
    sourcemap: 'external',
    sourcesContent: false,
    target: 'node20',
    write: false,
  });
  const [map, code] = outputFiles.map(({ text }) => text);
  const files = Object.keys(metafile.inputs);
  // A file that is new in a folder may be found before another. The root has none to find, and dist/ comes and goes in it.
  const folders = files.map(dirname).filter((folder) => folder !== '.');
  const others = [relative(root, __filename), ...SETTINGS.filter((name) => existsSync(join(root, name)))];
  const inputs = [...new Set([...files, ...folders, ...others])].map((path) => [path, changed(path)]);
  // Whatever changed since may have been read before or after it did, so that is good for this run alone.
  return { code, inputs, map, isKept: inputs.every(([, time]) => time < begin) };
}

const write = (path, data) => {
  writeFileSync(`${path}.${process.pid}`, data);
  renameSync(`${path}.${process.pid}`, path);
};

/** Stack traces name the places in the sources. */
function traceSources(readMap) {
  let map;
  Error.prepareStackTrace = (error, frames) => {
    map ??= new SourceMap(JSON.parse(readMap()));
    const places = frames.map((frame) => {
      if (frame.getFileName() !== cache) return `${frame}`;
      const { originalSource, originalLine, originalColumn } = map.findEntry(
        frame.getLineNumber() - 1,
        frame.getColumnNumber() - 1,
      );
      return `${frame.getFunctionName() ?? ''} (${originalSource}:${originalLine + 1}:${originalColumn + 1})`;
    });
    return [`${error}`, ...places].join('\n    at ');
  };
}

/** What synth waits for before it replaces dist/: see lib/delivery/types.ts. */
if (!relative(root, program).startsWith('bin'))
  globalThis[Symbol.for('cdk8s-istio.types')] = require('./types.cjs').checked(root, program, folder);
const old = kept();
const { code, inputs, map, compiled, isKept } = old ?? made();
const script = new Script(`(function (exports, require, module, __filename, __dirname, __url) {\n${code}\n})`, {
  lineOffset: -1,
  filename: cache,
  cachedData: compiled,
});
traceSources(() => map ?? readFileSync(`${cache}.map`, 'utf8'));
// Kept at the end, when it is known which functions a run needs.
if (isKept || script.cachedDataRejected)
  process.once('exit', () => {
    try {
      mkdirSync(folder, { recursive: true });
      if (map !== undefined) write(`${cache}.map`, map);
      write(cache, serialize({ code, inputs, compiled: script.createCachedData() }));
    } catch {} // a folder that cannot be written only costs time
  });

process.argv.splice(1, process.argv.length > 2 ? 2 : 1, program);
const main = { exports: {} };
script.runInThisContext()(
  main.exports,
  createRequire(program),
  main,
  program,
  dirname(program),
  pathToFileURL(program).href,
);
