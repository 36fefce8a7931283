#!/usr/bin/env node
// What `npx cdk8s-istio` runs: here the TypeScript program, which tools/run.cjs keeps compiled; where the package is installed, the built one.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const source = join(__dirname, 'mesh.ts');
if (existsSync(source)) {
  process.argv.splice(2, 0, source);
  require('../tools/run.cjs');
} else require('../build/bin/mesh.js');
