import { expect, test } from '@jest/globals';
import { celProblem } from './cel-syntax';

test.each([
  'response.code >= 400',
  '!has(request.headers["x-a"].b) || (a.b() ? 1u : -2.5e3) in [1, 2,]',
  'request.url_path.startsWith("/a") && r"\\d" != """a\nb"""',
  'list.exists(x, x > 1) // all of it',
  'google.protobuf.Timestamp{seconds: 1}',
  '{"a": 1, 2: [null]}["a"] % 0x1F == 18446744073709551615u',
  '.a.for',
])('is an expression of CEL: %s', (text) => {
  expect(celProblem(text)).toBeUndefined();
});

test.each([
  ['', 'a name is missing before the end'],
  ['response.code >=', 'a name is missing before the end'],
  ['a b', 'b is too much'],
  ['(a', '")" is missing before the end'],
  ['f(a,)', 'a name is missing before )'],
  ['a = 1', 'nobody reads "= 1"'],
  ['"\\q"', 'nobody reads'],
  ['for', 'for is a word of the language'],
  ['has(a)', 'has() is about a field'],
  ['l.all(1, true)', 'all() is about a name'],
  ['9223372036854775808', 'is too large'],
])('is none: %s', (text, why) => {
  expect(celProblem(text)).toContain(why);
});
