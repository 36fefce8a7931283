// The scripts of a program: one with all of it; and after a change two, of which the lower has what does not depend on what changed. It
// outlives further changes of that, with what V8 made of it: 0.05 s instead of 0.6, and little is compiled anew.
const { existsSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { asked, asModules, bundle } = require('./bundle.cjs');
const { changes, isFresh, parsed, stamped, write } = require('./kept.cjs');

/** What decides which files are taken, and how they are read. */
const SETTINGS = ['tsconfig.json', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];
const TOOLS = ['run.cjs', 'made.cjs', 'bundle.cjs', 'kept.cjs'].map((name) => join(__dirname, name));
/** A repository with no more files of its own has all of them in the upper script. */
const FEW = 100;
/** Otherwise it has as many of those that changed last. */
const LAST = 10;

const isPackaged = (file) => /(^|\/)node_modules\//.test(file);

/**
 * Where a file that is new may be found before this one, as `word.ts` before `word/index.ts`. The root has none to find, and dist/ comes and
 * goes in it.
 */
function foldersOf(file) {
  const folder = dirname(file);
  return [folder, ...(/\/index\.\w+$/.test(file) ? [dirname(folder)] : [])].filter((path) => path !== '.');
}

/** `files`, and those of the graph that import one of them, directly or not. */
function dependents(graph, files) {
  const importers = new Map();
  for (const [file, { imports }] of Object.entries(graph))
    for (const [path] of imports) importers.set(path, [...(importers.get(path) ?? []), file]);
  const found = new Set(files);
  for (const file of found) for (const one of importers.get(file) ?? []) found.add(one);
  return found;
}

/**
 * The scripts of a program, in the order in which they run, with what still fits of those of an earlier run.
 * @throws what esbuild says of a program that is none
 */
exports.made = (root, program, places, { lower: oldLower, upper: oldUpper }) => {
  const begin = Date.now();
  const fromRoot = (path) => relative(root, path).replaceAll('\\', '/');
  const name = (file) => asked(root, program, file);

  /** A script with what decides what it is. */
  const script = (path, { code, map, files }, more = {}) => {
    const all = Object.keys(files).filter((file) => existsSync(join(root, file)));
    const settings = SETTINGS.filter((file) => existsSync(join(root, file)));
    const inputs = [...all, ...TOOLS.map(fromRoot), ...settings];
    return { ...more, path, code, map, ...stamped(root, inputs, all.flatMap(foldersOf), begin) };
  };
  const keeping = (plan, scripts) => {
    if (scripts.every(({ isSettled }) => isSettled)) write(places.plan, JSON.stringify(plan));
    return scripts;
  };

  const whole = () => {
    const all = bundle(root, program, { entryPoints: [program] });
    return keeping({ files: all.files, last: [] }, [script(places.upper, all)]);
  };

  /** The program but for the files of `below`, and how it asks for which of these. */
  const upperOn = (known, below) => {
    const others = new Set(below);
    const made = bundle(root, program, { entryPoints: [program] }, below);
    const needs = new Map();
    for (const [file, kind] of Object.values(made.files).flatMap(({ imports }) => imports))
      if (others.has(file) && kind !== 'require-resolve') needs.set(file, [...(needs.get(file) ?? []), kind]);
    const names = below.flatMap((file) => (known[file].isEsm ? [name(file)] : []));
    return { ...made, code: asModules(made.code, new Set(names)), needs };
  };

  /** A script that gives each file that is needed by the name by which the other asks for it. What is asked for late is made late. */
  const lowerFor = (needs, known) => {
    const isAtOnce = ([file, kinds]) => known[file].isEsm && kinds.includes('import-statement');
    const given = [...needs].map((need) => [JSON.stringify(name(need[0])), isAtOnce(need)]);
    const contents = [
      ...given.map(([path, atOnce], i) => (atOnce ? `import * as m${i} from ${path};` : '')),
      "const esm = (names) => Object.defineProperty(names, '__esModule', { value: true });",
      'export const modules = {',
      ...given.map(([path, atOnce], i) => `${path}: () => ${atOnce ? `esm(m${i})` : `require(${path})`},`),
      '};',
    ].join('\n');
    const entry = { stdin: { contents, resolveDir: dirname(program), sourcefile: 'lower.js' } };
    const made = bundle(root, program, entry);
    const isReal = (file) => existsSync(join(root, file));
    return { ...made, files: Object.fromEntries(Object.entries(made.files).filter(([file]) => isReal(file))) };
  };

  const split = (known, last) => {
    const above = dependents(known, [fromRoot(program), ...last]);
    const upper = upperOn(
      known,
      Object.keys(known).filter((file) => !above.has(file)),
    );
    const lower = lowerFor(upper.needs, known);
    // A module that both had would be there twice.
    if (Object.keys(lower.files).some((file) => file in upper.files)) return whole();
    const id = `${begin}-${process.pid}`;
    const plan = { files: { ...lower.files, ...upper.files }, last, id, below: Object.keys(lower.files) };
    const gives = [...upper.needs.keys()];
    return keeping({ ...plan, gives }, [script(places.lower, lower, { id }), script(places.upper, upper, { on: id })]);
  };

  const again = (plan, last, lower) => {
    const { files, below, gives, id } = plan;
    const size = Object.keys(files).length - below.length;
    // Once it had much, as when something changed on which all depends.
    if (size > FEW && size > 4 * dependents(files, [fromRoot(program), ...last]).size) return split(files, last);
    const upper = upperOn(files, below);
    const known = { ...files, ...upper.files };
    if ([...upper.needs.keys()].some((file) => !gives.includes(file))) return split(known, plan.last);
    return keeping({ ...plan, files: known }, [lower, script(places.upper, upper, { on: id })]);
  };

  const plan = parsed(places.plan);
  const lost = new Set([oldLower, oldUpper].flatMap((one) => (one === undefined ? [] : changes(root, one))));
  const isForeign = (path) => isPackaged(path) || SETTINGS.includes(path) || TOOLS.map(fromRoot).includes(path);
  if (plan === undefined || lost.size === 0 || [...lost].some(isForeign)) return whole();
  const own = Object.keys(plan.files).filter((file) => !isPackaged(file));
  const now = own.filter((file) => [file, ...foldersOf(file)].some((path) => lost.has(path)));
  const last = own.length <= FEW ? own : [...new Set([...now, ...plan.last])].slice(0, Math.max(now.length, LAST));
  return plan.id !== undefined && oldLower?.id === plan.id && isFresh(root, oldLower)
    ? again(plan, now, oldLower)
    : split(plan.files, last);
};
