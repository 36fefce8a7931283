#!/usr/bin/env node
// What `npx cdk8s-istio` runs: here the TypeScript program, without a build step; where the package is installed, the built one.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, 'mesh.ts'))) {
  require('tsx/cjs');
  require('./mesh.ts');
} else require('../build/bin/mesh.js');
