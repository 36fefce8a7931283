import * as fc from 'fast-check';
import { HOSTS, rarely, some } from './pools';
import type { Line } from './program';
import { AWAY, EDGE, NAMESPACES } from './services';
import { ISSUERS, JWKS } from './tokens';

export const hosts: fc.Arbitrary<readonly string[]> = some<string>(HOSTS, 1, 2);
const credential = { name: 'cert', namespace: 'shop' };

const server = (api: string) =>
  fc
    .record({
      kind: fc.constantFrom('http', 'http', 'http', 'https', 'redirect', 'passthrough', 'tcp', 'ended'),
      hosts: hosts.map((all) => (all.includes('*') ? ['*'] : all)),
      from: rarely(fc.constantFrom('shop/', './', '*/', 'other/'), 6),
      allow: rarely(
        fc.oneof(
          fc.constantFrom('All', 'Same'),
          fc.constantFrom(...NAMESPACES).map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
        ),
        4,
      ),
    })
    .map(({ kind, hosts: all, from = '', allow }) => {
      const named = api === 'istio' ? all.map((host) => `${from}${host}`) : all;
      const open = api === 'istio' || allow === undefined ? {} : { allowRoutesFrom: allow };
      if (kind === 'http') return { port: 80, protocol: 'HTTP', hosts: named, ...open };
      if (kind === 'redirect') return { port: 80, protocol: 'HTTP', hosts: named, httpsRedirect: true, ...open };
      if (kind === 'tcp') return { port: 9000, protocol: 'TCP', hosts: ['*'], ...open };
      if (kind === 'passthrough')
        return { port: 443, protocol: 'TLS', hosts: named, tls: { mode: 'PASSTHROUGH' }, ...open };
      const protocol = kind === 'ended' && api === 'istio' ? 'TLS' : 'HTTPS';
      return { port: 443, protocol, hosts: named, tls: { mode: 'SIMPLE', credential }, ...open };
    });

/** Listeners of gateways, by name: of pods that are there, and of the Gateway API also of such as Istio makes. */
export const listeners: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc
      .record({ in: fc.constantFrom('shop', 'shop', 'other'), api: fc.constantFrom('istio', 'istio', 'gateway-api') })
      .chain((made) =>
        fc.record({
          made: fc.constant(made),
          gateway: fc.constantFrom(EDGE, EDGE, AWAY),
          automated: fc.boolean(),
          servers: fc.array(server(made.api), { minLength: 1, maxLength: 3 }),
          allow: rarely(fc.constant('All'), 1),
        }),
      ),
    { maxLength: 3 },
  )
  .map((all) =>
    all.map(({ made, gateway, automated, servers, allow }, i) => {
      const isApi = made.api === 'gateway-api';
      const own = isApi && automated;
      return {
        name: `front${i}`,
        make: 'Listeners',
        in: own || !isApi ? made.in : gateway.namespace,
        id: `front${i}`,
        props: {
          ...(!own && { gateway }),
          servers,
          ...(isApi && { api: made.api, ...(allow && { allowRoutesFrom: allow }) }),
        },
      };
    }),
  );

const isApi = ({ props }: Line): boolean => 'api' in props;

/** Kinds of routes that the first listener of a Gateway takes, which no construct says. */
export const kinds = (fronts: readonly Line[]): fc.Arbitrary<readonly Line[]> =>
  fc
    .tuple(
      ...fronts.filter(isApi).map(({ name }) =>
        rarely(
          some(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'], 1, 2).map((all) => ({ name, all })),
          4,
        ),
      ),
    )
    .map((all) =>
      all.flatMap((one) => {
        if (one === undefined) return [];
        const { name, all: few } = one;
        const value = few.map((kind) => ({ kind }));
        const props = { object: { of: name }, path: '/spec/listeners/0/allowedRoutes/kinds', value };
        return [{ name: `${name}Kinds`, make: 'Patch' as const, id: `${name}-kinds`, props }];
      }),
    );

/** Tokens that the pods of gateways verify. */
export const tokens = (fronts: readonly Line[]): fc.Arbitrary<readonly Line[]> => {
  const automated = fronts.filter(({ props }) => !('gateway' in props));
  const pods: readonly { readonly in: string; readonly workload: unknown }[] = [
    { in: EDGE.namespace, workload: EDGE },
    { in: EDGE.namespace, workload: EDGE },
    { in: AWAY.namespace, workload: AWAY },
    { in: 'edge', workload: undefined },
    ...automated.map(({ name, in: home = '' }) => ({ in: home, workload: { of: name } })),
  ];
  return rarely(
    fc.array(fc.record({ place: fc.constantFrom(...pods), issuers: some(ISSUERS, 1, 2) }), {
      minLength: 1,
      maxLength: 2,
    }),
    1,
  ).map((all = []) =>
    all.map(({ place, issuers }, i) => ({
      name: `tokens${i}`,
      make: 'RequestAuthentication',
      in: place.in,
      id: `tokens${i}`,
      props: { workload: place.workload, jwt: issuers.map((issuer) => ({ issuer, jwks: JWKS })) },
    })),
  );
};
