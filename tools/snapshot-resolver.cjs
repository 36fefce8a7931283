// Sends every jest snapshot to the top-level __snapshots__ folder.
const { join, relative } = require('node:path');
const root = join(__dirname, '..');
const folder = join(root, '__snapshots__');
module.exports = {
  resolveSnapshotPath: (test, extension) => join(folder, relative(root, test) + extension),
  resolveTestPath: (snapshot, extension) => join(root, relative(folder, snapshot).slice(0, -extension.length)),
  testPathForConsistencyCheck: join(root, 'lib', 'a.test.ts'),
};
