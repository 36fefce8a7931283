const { jest } = require('../../package.json');

// Reports in Debian's Chromium: npm run test:report.
module.exports = {
  ...jest,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/report/**/*.browser.ts'],
  testTimeout: 120_000,
};
