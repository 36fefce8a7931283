// node bin/run.cjs <program.ts> [argument...]: runs a program of the project as one script, which .cache/run keeps compiled.
// Finding and loading 700 modules one by one takes longer than all that the programs do: 2.9 s of CPU for a --version, bundled anew 0.53,
// and as it is kept here 0.23, of which 0.14 is what V8 keeps. (Node itself keeps compiled modules from 22.8 on; the oldest here is 20.)
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, SourceMap } = require('node:module');
const { dirname, join, relative, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const { changed, checked } = require('./types.cjs');

const program = resolve(process.argv[2] ?? 'main.ts');
/** The repository: the nearest folder above the program that has a package.json. */
const rootOf = (folder) =>
  existsSync(join(folder, 'package.json')) || folder === dirname(folder) ? folder : rootOf(dirname(folder));
const root = rootOf(dirname(program));
const folder = join(root, 'node_modules', '.cache', 'cdk8s-istio');
const cache = join(folder, `${relative(root, program).replaceAll(/\W/g, '-')}.bin`);

/** The script of an earlier run, if nothing has changed of which it was made. The file: a line of JSON, the code, what V8 made of it. */
function kept() {
  try {
    const file = readFileSync(cache);
    const begin = file.indexOf('\n') + 1;
    const { inputs, bytes } = JSON.parse(file.toString('utf8', 0, begin));
    if (!inputs.every(([path, time]) => changed(`${root}/${path}`) === time)) return undefined;
    return { inputs, code: file.toString('utf8', begin, begin + bytes), compiled: file.subarray(begin + bytes) };
  } catch {} // none yet, or half of one
}

/** Data that is read when it is asked for: as code it would be compiled each time. Here, and where the package is installed. */
const DATA = ['imports', 'build/imports'].map((folder) => join(__dirname, '..', folder, 'crds', '*.json'));

/** What decides which files are taken, and how they are read. */
const SETTINGS = ['tsconfig.json', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

function made() {
  const begin = Date.now();
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root,
    entryPoints: [program],
    outfile: join(dirname(program), 'bundle.js'), // what is external is asked for from there
    bundle: true,
    // What is asked for where it lies, or bundles itself.
    external: ['esbuild', 'cdk8s-istio/package.json', ...DATA],
    define: { 'import.meta.url': '__url', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    lineLimit: 100, // node shows the line of a failure
    metafile: true,
    minifyWhitespace: true,
    logLevel: 'silent',
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
  const inputs = [...new Set([...files, ...folders, ...others])].map((path) => [path, changed(`${root}/${path}`)]);
  // Whatever changed since may have been read before or after it did, so that is good for this run alone.
  return { code, inputs, map, isKept: inputs.every(([, time]) => time > 0 && time < begin) };
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
      if (originalSource === undefined) return `${frame}`; // esbuild's own code, which begins what is imported late
      const source = relative(root, resolve(dirname(program), originalSource));
      return `${frame.getFunctionName() ?? ''} (${source}:${originalLine + 1}:${originalColumn + 1})`;
    });
    return [`${error}`, ...places].join('\n    at ');
  };
}

/** What is no program: said as wrong types are, by the compiler where there is one. */
function refused({ errors }) {
  const places = errors.map(({ text, location }) =>
    location === null ? `synth] ${text}` : `${location.file}:${location.line}:${location.column + 1}] ${text}`,
  );
  const types = checked(root, program, folder)().map((line) =>
    line.replace(/^(.+?)\((\d+),(\d+)\): error /, '$1:$2:$3] '),
  );
  for (const line of types.length > 0 ? types : places)
    console.error(`MESH867 [${line}; correct it; nothing is written until then`);
  process.exit(1);
}

/** What synth waits for before it replaces dist/: see lib/delivery/program/types.ts. */
if (!relative(root, program).startsWith('bin'))
  globalThis[Symbol.for('cdk8s-istio.types')] = checked(root, program, folder);
const old = kept();
let bundle = old;
try {
  bundle ??= made();
} catch (error) {
  if (!Array.isArray(error.errors)) throw error;
  refused(error);
}
const { code, inputs, map, compiled, isKept } = bundle;
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
      const text = Buffer.from(code);
      const head = `${JSON.stringify({ inputs, bytes: text.length })}\n`;
      write(cache, Buffer.concat([Buffer.from(head), text, script.createCachedData()]));
    } catch {} // a folder that cannot be written only costs time
  });

// What the program throws is said in lines by the library, if it got so far as to load it.
process.once('uncaughtException', (error) => {
  const say = globalThis[Symbol.for('cdk8s-istio.failed')];
  if (say !== undefined) return say(error);
  console.error(error?.stack ?? error);
  process.exitCode = 1;
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
