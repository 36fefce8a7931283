const { jest } = require('../../package.json');

/** `npm run test:addons`: against a real Prometheus, which it builds. */
module.exports = {
  ...jest,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/prometheus/**/*.prometheus.ts', '<rootDir>/tools/addons/**/*.addons.ts'],
  testTimeout: 900_000,
};
