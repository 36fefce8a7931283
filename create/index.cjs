#!/usr/bin/env node
// `npm create cdk8s-istio my-mesh` is `npx cdk8s-istio init my-mesh`.
process.argv.splice(2, 0, 'init');
require('cdk8s-istio/bin');
