import { expect, test } from '@jest/globals';
import { finds, isPattern, lackedGroup, rewritten, takes } from './regex';

// As Go's regexp/syntax, which istiod asks, and Envoy's RE2 say.
test.each([
  ...['a+', '(?i)abc', 'a(?i)b', '(?s).*', '(?m)^a$', '(?U)a+', '(?P<n>a)', '(?<n>a)', '(?i:a)b', '(?-s).', 'a{1000}'],
  ...['[[:alpha:]]+', '\\pL+', '\\p{Greek}', '\\x{10FFFF}', '\\Qa.b\\E', '[]a]', '[^]a]', 'a{1', 'a{,2}', '[💥-💯]'],
])('%s is RE2', (pattern) => {
  expect(isPattern(pattern)).toBe(true);
});

test.each([
  ...['(?=a)', '(?!a)', '(?<=a)b', '(a)\\1', '[a-z', '(', 'a**', '*a', 'a{1001}', 'a{2,1}', '((a{100}){100})'],
  ...['[[:foo:]]', '\\Z', '\\h', '\\u0041', '\\e', '\\cA', '\\G', '\\N', '\\R', '\\X', '[]', '(?x)a b', '(?>a)'],
])('%s is not', (pattern) => {
  expect(isPattern(pattern)).toBe(false);
  expect(takes(pattern, 'a')).toBe(false);
});

test('a match takes the whole text, a search a part of it', () => {
  expect(takes('a(?i)b', 'aB')).toBe(true);
  expect(takes('a', 'ab')).toBe(false);
  expect(takes('a|ab', 'ab')).toBe(true);
  expect(finds('b', 'abc')).toBe(true);
  expect(finds('^b', 'abc')).toBe(false);
});

test('a rewrite puts groups where Envoy does', () => {
  expect(rewritten('^/a/(.*)$', '/a/b', '/c/\\1')).toBe('/c/b');
  expect(rewritten('b', 'abab', '$1\\\\')).toBe('a$1\\a$1\\');
  expect(rewritten('(a)(b)?', 'a', '[\\2\\1\\0]')).toBe('[aa]');
});

// As Envoy 1.40 answers.
test('a rewrite by a group that the pattern lacks changes nothing, and another escape ends it', () => {
  expect(rewritten('/a/(.*)', '/a/b', '/\\9')).toBe('/a/b');
  expect(rewritten('/a/(.*)', '/a/b', '/\\n\\1')).toBe('/');
  expect(['/\\1\\0', '/\\\\2', '/\\2', '/\\n', '/\\'].map((one) => lackedGroup('/a/(.*)', one))).toEqual([
    ...[undefined, undefined, '\\2', '\\n', '\\'],
  ]);
});
