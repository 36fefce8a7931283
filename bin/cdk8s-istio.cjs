#!/usr/bin/env node
// What `npx cdk8s-istio` runs: the TypeScript program, without a build step.
require('tsx/cjs');
require('./mesh.ts');
