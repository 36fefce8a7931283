// node bin/run.cjs <program.ts> [argument...]: runs a program of the project as one script or two, which node_modules/.cache keeps compiled.
// Finding and loading 700 modules one by one takes longer than all that the programs do: 2.9 s of CPU for a --version, bundled anew 0.53,
// and as it is kept here 0.23, of which 0.14 is what V8 keeps. (Node itself keeps compiled modules from 22.8 on; the oldest here is 20.)
const { existsSync, readFileSync } = require('node:fs');
const { createRequire, SourceMap } = require('node:module');
const { dirname, join, relative, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { kept, places: placesOf, started } = require('./kept.cjs');
const { checked } = require('./types.cjs');

const program = resolve(process.argv[2] ?? 'main.ts');
/** The repository: the nearest folder above the program that has a package.json. */
const rootOf = (folder) =>
  existsSync(join(folder, 'package.json')) || folder === dirname(folder) ? folder : rootOf(dirname(folder));
const root = rootOf(dirname(program));
const folder = join(root, 'node_modules', '.cache', 'cdk8s-istio');
const places = placesOf(join(folder, relative(root, program).replaceAll(/\W/g, '-')));

/** Stack traces name the places in the sources. */
function traceSources(scripts) {
  const maps = new Map();
  const mapOf = ({ path, map }) => {
    if (!maps.has(path)) maps.set(path, new SourceMap(JSON.parse(map ?? readFileSync(`${path}.map`, 'utf8'))));
    return maps.get(path);
  };
  Error.prepareStackTrace = (error, frames) => {
    const places = frames.map((frame) => {
      const script = scripts.find(({ path }) => path === frame.getFileName());
      if (script === undefined) return `${frame}`;
      const { originalSource, originalLine, originalColumn } = mapOf(script).findEntry(
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
function refused({ errors }, typeErrors) {
  const places = errors.map(({ text, location }) =>
    location === null ? `synth] ${text}` : `${location.file}:${location.line}:${location.column + 1}] ${text}`,
  );
  const types = typeErrors().map((line) => line.replace(/^(.+?)\((\d+),(\d+)\): error /, '$1:$2:$3] '));
  for (const line of types.length > 0 ? types : places)
    console.error(`MESH867 [${line}; correct it; nothing is written until then`);
  process.exit(1);
}

function scriptsOf(typeErrors) {
  const old = kept(root, places);
  try {
    return old.scripts ?? require('./made.cjs').made(root, program, places, old);
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    return refused(error, typeErrors);
  }
}

// What the program throws is said in lines by the library, if it got so far as to load it.
process.once('uncaughtException', (error) => {
  const say = globalThis[Symbol.for('cdk8s-istio.failed')];
  if (say !== undefined) return say(error);
  console.error(error?.stack ?? error);
  process.exitCode = 1;
});

const typeErrors = checked(root, program, folder);
/** What synth waits for before it replaces dist/: see lib/delivery/program/types.ts. */
if (!relative(root, program).startsWith('bin')) globalThis[Symbol.for('cdk8s-istio.types')] = typeErrors;
const scripts = scriptsOf(typeErrors);
traceSources(scripts);
process.argv.splice(1, process.argv.length > 2 ? 2 : 1, program);

const found = createRequire(program);
let given = {};
/** The lower script gives its modules to the upper one; all else is asked for where the program lies. */
const asked = Object.assign((name) => (Object.hasOwn(given, name) ? given[name]() : found(name)), found);
for (const script of scripts) {
  const main = { exports: {} };
  started(script)(main.exports, asked, main, program, dirname(program), pathToFileURL(program).href);
  given = main.exports.modules ?? {};
}
