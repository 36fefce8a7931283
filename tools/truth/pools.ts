import * as fc from 'fast-check';

/** Few values of each kind, so that matches and requests meet. */
export const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/A', '/x', '/x/y'] as const;

/** Paths of requests: also such as Envoy changes before it looks at them. */
export const REQUEST_PATHS = [
  ...PATHS,
  ...['/a/b/c', '/x/../a', '/./a', '/%61', '/a//b', '/a/../x', '/a%2Fb', '/x/y/', '/A/b', '/abc', '/a/b?x=1', '/x?x=2'],
  ...['/a?x=1&x=2', '/a?x=1&y=2', '/?%78=1', '/a?x=a%20b', '/a?x=a+b', '/a?y', '/x?x='],
] as const;

export const HEADERS = ['x-a', 'x-b'] as const;
export const VALUES = ['1', '2', 'abc'] as const;
/** Where scripts of browsers come from. */
export const ORIGINS = ['https://a.example', 'https://b.example'] as const;
export const METHODS = ['GET', 'POST', 'PUT'] as const;

/** Hosts of gateways, and requests for them. */
export const HOSTS = ['*', '*.example.com', 'a.example.com', 'b.example.com', '*.com', 'c.a.example.com'] as const;
export const REQUEST_HOSTS = [
  ...['a.example.com', 'b.example.com', 'c.example.com', 'c.a.example.com', 'x.com', 'other.org'],
  ...['A.Example.com', 'a.example.com:80', 'a.example.com:443'],
] as const;

/** Up to `maxLength` values, each once. */
export const some = <T>(values: readonly T[], minLength = 0, maxLength = 2): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength });

/** The value now and then, else nothing. */
export const rarely = <T>(value: fc.Arbitrary<T>, nothing = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: nothing, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );

/** An object of these fields, without those that are nothing. */
export const fields = <T extends object>(of: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc
    .record(of as { [K in keyof T]: fc.Arbitrary<T[K]> })
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T);
