module.exports = async () => {
  await globalThis.testCluster?.stop();
};
