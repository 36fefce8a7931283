const { jest } = require('../../package.json');

/** `npm run test:addons`: against real programs, which it builds. Pods share one network, so one file runs after the other. */
module.exports = {
  ...jest,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/prometheus/**/*.prometheus.ts', '<rootDir>/tools/addons/**/*.addons.ts'],
  testTimeout: 900_000,
  maxWorkers: 1,
};
