import { describe, expect, test } from '@jest/globals';
import { connectionHolds, matchHolds } from './matches';
import type { Match } from './routes';

const path = (uri: Match['uri'], more: Partial<Match> = {}): Match => ({ ...(uri && { uri }), ...more });

describe('a match holds another', () => {
  test.each<[string, Match, Match]>([
    ['no condition', {}, path({ exact: '/a' })],
    ['every path begins with /', path({ prefix: '/' }), {}],
    ['a pattern for everything', path({ regex: '.*' }), { headers: { a: { exact: '1' } } }],
    ['a longer prefix', path({ prefix: '/a' }), path({ prefix: '/a/b' })],
    ['a pattern that is a prefix', path({ regex: '/a/.*' }), path({ prefix: '/a/b' })],
    ['a pattern that takes the path', path({ regex: '/a/[0-9]+' }), path({ exact: '/a/7' })],
    ['a pattern that begins alike', path({ prefix: '/a/' }), path({ regex: '/a/[0-9]+' })],
    ['any spelling', path({ prefix: '/a' }, { ignoreUriCase: true }), path({ exact: '/A/b' })],
    ['a header that is there', { headers: { a: {} } }, { headers: { a: { exact: '1' }, b: {} } }],
    ['fewer labels', { sourceLabels: { app: 'web' } }, { sourceLabels: { app: 'web', version: 'v2' } }],
    ['more gateways', { gateways: ['a', 'b'] }, { gateways: ['a'] }],
    ['the same absence', { withoutHeaders: { a: {} } }, path({ exact: '/' }, { withoutHeaders: { a: {} } })],
  ])('%s', (_why, wide, narrow) => {
    expect(matchHolds(wide, narrow)).toBe(true);
    expect(matchHolds(wide, { ...wide, ...narrow })).toBe(true);
  });

  test.each<[string, Match, Match]>([
    ['a condition that it lacks', path({ exact: '/a' }), {}],
    ['a shorter prefix', path({ prefix: '/a/b' }), path({ prefix: '/a' })],
    ['a pattern that takes another path', path({ regex: '/a/[0-9]+' }), path({ exact: '/a/x' })],
    ['a pattern that may begin otherwise', path({ prefix: '/ab' }), path({ regex: '/ab?c' })],
    ['a choice', path({ prefix: '/a' }), path({ regex: '/a|/b' })],
    ['a spelling that it does not know', path({ prefix: '/a' }), path({ prefix: '/a' }, { ignoreUriCase: true })],
    ['another header', { headers: { a: { exact: '1' } } }, { headers: { a: { exact: '2' } } }],
    ['a header that may be missing', { headers: { a: {} } }, path({ prefix: '/' })],
    ['other senders', { sourceLabels: { app: 'web' } }, { sourceLabels: { app: 'cart' } }],
    ['other gateways', { gateways: ['a'] }, {}],
    ['what need not be absent', { withoutHeaders: { a: {} } }, {}],
    ['a pattern that nobody reads', path({ regex: '/(' }), path({ exact: '/x' })],
  ])('but not with %s', (_why, wide, narrow) => {
    expect(matchHolds(wide, narrow)).toBe(false);
  });

  test('of connections by name, port and network', () => {
    expect(connectionHolds({}, { port: 1 })).toBe(true);
    expect(connectionHolds({ sniHosts: ['a.example.com', 'b.example.com'] }, { sniHosts: ['a.example.com'] })).toBe(
      true,
    );
    expect(connectionHolds({ sniHosts: ['*.example.com'] }, { sniHosts: ['a.example.com'] })).toBe(false);
    expect(connectionHolds({ sniHosts: ['a.example.com'] }, { sniHosts: ['*.example.com'] })).toBe(false);
    expect(connectionHolds({ destinationSubnets: ['10.0.0.0/8'] }, {})).toBe(false);
    expect(connectionHolds({ port: 1 }, { port: 2 })).toBe(false);
  });
});
