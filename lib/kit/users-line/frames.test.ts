import { expect, jest, test } from '@jest/globals';

test('nobody reads a stack while the library loads: it would cost each run a source map', () => {
  const before = Error.prepareStackTrace;
  const read = jest.fn(() => '');
  Error.prepareStackTrace = read;
  try {
    jest.isolateModules(() => require('../..'));
  } finally {
    Error.prepareStackTrace = before;
  }
  expect(read).not.toHaveBeenCalled();
});
