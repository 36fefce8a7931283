// jest's global setup and teardown are loaded outside its transforms, so tsx reads the TypeScript.
require('tsx/cjs');

module.exports = async () => {
  const { open } = require('./open.ts');
  globalThis.testCluster = await open();
};
