// One script of a program, by esbuild.
const { dirname, join, relative, resolve } = require('node:path');

/** Data that is read when it is asked for: as code it would be compiled each time. Here, and where the package is installed. */
const DATA = ['imports', 'build/imports'].map((folder) => join(__dirname, '..', folder, 'crds', '*.json'));

// A thread of its own would serve many bundles; without it, esbuild caps what it may answer.
process.env['ESBUILD_WORKER_THREADS'] ??= '0';
process.env['ESBUILD_MAX_BUFFER'] ??= `${2 ** 30}`;

const slashed = (path) => path.replaceAll('\\', '/');

/** How a script of `program` asks for a file of another script, which is given from the root. */
exports.asked = (root, program, file) => {
  const path = slashed(relative(dirname(program), resolve(root, file)));
  return path.startsWith('.') ? path : `./${path}`;
};

/**
 * `entry`, as esbuild takes it, with all that it needs but for the files of `others`, which it asks for: its code, its source map, and its
 * files, from the root: whether each is an ECMAScript module, and what it imports in which way.
 */
exports.bundle = (root, program, entry, others = []) => {
  const folder = dirname(program);
  const { outputFiles, metafile } = require('esbuild').buildSync({
    absWorkingDir: root,
    ...entry,
    outfile: join(folder, 'bundle.js'), // what is external is asked for from there
    bundle: true,
    // What is asked for where it lies, or bundles itself.
    external: ['esbuild', 'cdk8s-istio/package.json', ...DATA, ...others.map((file) => resolve(root, file))],
    define: { 'import.meta.url': '__url', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    supported: { 'dynamic-import': false },
    format: 'cjs',
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
  const files = Object.entries(metafile.inputs).map(([file, { format, imports }]) => {
    const all = imports.map(({ path, kind, external }) => [
      external ? slashed(relative(root, resolve(folder, path))) : path,
      kind,
    ]);
    return [file, { isEsm: format === 'esm', imports: all }];
  });
  return { code, map, files: Object.fromEntries(files) };
};

/**
 * A file of a package of ECMAScript modules takes what it asks for to be CommonJS, as node does, and gives all of it as `default`. What
 * another script gives by one of these `names` is an ECMAScript module and has its own `default`. The columns of all else stay.
 */
exports.asModules = (code, names) =>
  code.replaceAll(/(\b__toESM\d*\(\s*require\(\s*("(?:[^"\\]|\\.)*")\s*\)\s*),(\s*)1\)/g, (all, before, name, space) =>
    names.has(JSON.parse(name)) ? `${before} ${space} )` : all,
  );
