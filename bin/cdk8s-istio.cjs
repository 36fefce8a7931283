#!/usr/bin/env node
// What `npx cdk8s-istio` runs: here the TypeScript program, which run.cjs keeps compiled; where the package is installed, the built one.
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');

const [command, ...rest] = process.argv.slice(2);
const program = rest.find((word) => !word.startsWith('-')) ?? 'main.ts';
const flags = rest.filter((word) => word !== program);
if (command === 'synth' && flags.every((flag) => flag === '--strict') && existsSync(program)) {
  // The command that is run most needs nothing of the others.
  process.argv.splice(2, rest.length + 1, program, ...flags);
  require('./run.cjs');
} else if (
  command === 'render' &&
  rest.length === 2 &&
  !rest.some((word) => word.startsWith('-')) &&
  existsSync('main.ts')
) {
  const [environment, folder] = rest;
  process.env.CDK8S_ISTIO_TASK = JSON.stringify({ do: 'render', environment, folder: resolve(folder), output: 'text' });
  process.argv.splice(2, 3, 'main.ts');
  require('./run.cjs');
} else if (existsSync(join(__dirname, 'mesh.ts'))) {
  process.argv.splice(2, 0, join(__dirname, 'mesh.ts'));
  require('./run.cjs');
} else require('../build/bin/mesh.js');
