const { jest } = require('../../package.json');

/** Tests against a real API server: one server for all of them, one test file at a time. */
module.exports = {
  ...jest,
  rootDir: '../..',
  // On a cluster of one's own, real controllers do what the command's tests do in their place.
  testMatch: [`<rootDir>/{lib,bin,tools}/**/${process.env.KUBECONFIG ? 'dist' : '*'}.cluster.ts`],
  globalSetup: '<rootDir>/tools/cluster/setup.cjs',
  globalTeardown: '<rootDir>/tools/cluster/teardown.cjs',
  maxWorkers: 1,
  // Longer than any wait in a test, so that the wait itself says what did not come.
  testTimeout: 900_000,
};
