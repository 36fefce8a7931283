const { jest } = require('../../package.json');

/** Tests against a real API server: one server for all of them, one test file at a time. */
module.exports = {
  ...jest,
  rootDir: '../..',
  testMatch: ['<rootDir>/{lib,bin}/**/*.cluster.ts'],
  globalSetup: '<rootDir>/tools/cluster/setup.cjs',
  globalTeardown: '<rootDir>/tools/cluster/teardown.cjs',
  maxWorkers: 1,
  testTimeout: 240_000,
};
