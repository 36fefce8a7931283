import { expect, jest, test } from '@jest/globals';
import { keepingTokens } from './tokens';

test('a token is the same for most of its time, and then another', async () => {
  jest.useFakeTimers();
  let asked = 0;
  const read = keepingTokens({ data: async () => undefined, token: async (audience) => `${audience} ${++asked}` });
  expect(await read.token('istio-ca', 600)).toBe('istio-ca 1');
  expect(await read.token('other', 600)).toBe('other 2');
  jest.advanceTimersByTime(479_000);
  expect(await read.token('istio-ca', 600)).toBe('istio-ca 1');
  jest.advanceTimersByTime(2000);
  expect(await read.token('istio-ca', 600)).toBe('istio-ca 3');
  jest.useRealTimers();
});

test('one that could not be had is asked for again', async () => {
  const tokens = [undefined, 'token'];
  const read = keepingTokens({ data: async () => undefined, token: async () => tokens.shift() });
  expect(await read.token(undefined, undefined)).toBeUndefined();
  expect(await read.token(undefined, undefined)).toBe('token');
});
