import { expect, test } from '@jest/globals';
import { shop } from '../../../test/mesh/routed-shop';
import { problemsOf } from '../../kit/problems';
import { prefix } from '../../mesh/route/match';
import type { HttpRule } from '../../mesh/route/rules';

type Rules = (made: ReturnType<typeof shop>) => readonly HttpRule[];

const said = (rules: Rules, api: 'istio' | 'gateway-api' = 'istio'): string => {
  const made = shop();
  made.routed(rules(made), { api });
  const problems = problemsOf(made.app);
  return [...problems, ...made.app.warnings()].join();
};

test.each<[string, Rules, Rules]>([
  [
    'MESH891',
    ({ web, v2 }) => [{ match: { from: web }, to: v2 }],
    ({ web, v1, v2 }) => [{ match: { from: web }, to: v2 }, { to: v1 }],
  ],
  [
    'MESH892',
    ({ v1, v2 }) => [{ match: { query: { q: 'a b' } }, to: v2 }, { to: v1 }],
    ({ v1, v2 }) => [{ match: { query: { q: 'a+b' } }, to: v2 }, { to: v1 }],
  ],
  [
    'MESH886 [test/shop/cart-route] a match of http[0] takes no request: cart has no port 81; name one of 80',
    ({ v1, v2 }) => [{ match: { port: 81 }, to: v2 }, { to: v1 }],
    ({ v1, v2 }) => [{ match: { port: 80 }, to: v2 }, { to: v1 }],
  ],
  [
    'MESH372',
    ({ v1 }) => [{ to: v1, rewrite: { regex: { match: '/old/(.*)', rewrite: '/\\2' } } }],
    ({ v1 }) => [{ to: v1, rewrite: { regex: { match: '/old/(.*)', rewrite: '/\\\\2\\0\\1' } } }],
  ],
])('%s is said, and not of what is right', (code, wrong, right) => {
  expect(said(wrong)).toContain(code);
  expect(said(right)).not.toContain(code);
});

test.each<[string, HttpRule['redirect'] | undefined, HttpRule['rewrite'] | undefined, string]>([
  ['/gone', { prefix: '/' }, undefined, '"//a" of "/gone/a"'],
  ['/old', { prefix: '/new/' }, undefined, '"/new//a" of "/old/a"'],
  ['/', { prefix: '/new' }, undefined, '"/newa" of "/a"'],
  ['/', undefined, { path: '/new' }, '"/newa" of "/a"'],
])('MESH893 says what becomes of a path below %s in the Gateway API', (path, redirect, rewrite, text) => {
  const rules: Rules = ({ v1 }) => [
    redirect
      ? { match: { path: prefix(path) }, redirect }
      : { match: { path: prefix(path) }, to: v1, ...(rewrite && { rewrite }) },
  ];
  expect(said(rules, 'gateway-api')).toContain(text);
});

test.each<[string, HttpRule['redirect'] | undefined, HttpRule['rewrite'] | undefined]>([
  ['/old', { prefix: '/new' }, undefined],
  ['/old/', undefined, { path: '/new/' }],
  ['/old', undefined, { path: '/' }],
])('%s is replaced as it is meant', (path, redirect, rewrite) => {
  const rules: Rules = ({ v1 }) => [
    redirect
      ? { match: { path: prefix(path) }, redirect }
      : { match: { path: prefix(path) }, to: v1, ...(rewrite && { rewrite }) },
  ];
  expect(said(rules, 'gateway-api')).not.toContain('MESH893');
});
