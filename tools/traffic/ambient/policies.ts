import { Waypoint } from '../../../lib/mesh/ambient/waypoint';
import { Allow, Deny } from '../../../lib/mesh/security/authorization';
import { PeerAuthentication } from '../../../lib/mesh/security/peer-authentication';
import { RequestAuthentication } from '../../../lib/mesh/security/tokens/request-authentication';
import { ALL_WAYPOINTS } from '../../../lib/mesh/security/workloads';
import { MeshNamespace } from '../../../lib/mesh/services/namespace';
import { allowed, type Question } from '../../../lib/simulator/policies/allowed';
import { Issuer } from '../tokens';
import { between, written } from './changes';
import type { Ambient } from './lab';
import { ambient, CALLERS, type Shop, shop } from './mesh';

const ISSUER = new Issuer();
const FORGED = new Issuer();

type Asked = Pick<Question, 'path' | 'method' | 'headers' | 'claims'> & { readonly forged?: true };

interface Case {
  readonly what: string;
  readonly more: (shop: Shop) => void;
  /** Requests of every caller. @default - one of no particular kind */
  readonly ask?: readonly Asked[];
}

const served = ({ namespace }: Shop) => new Waypoint(namespace, 'Waypoint').serve(namespace);
const TOKENS = { jwt: [{ issuer: ISSUER.name, jwks: ISSUER.jwks }] } as const;

/** Rules that ztunnel holds, and such that its waypoint does. */
export const CASES: readonly Case[] = [
  { what: 'without a policy', more: () => {} },
  {
    what: 'Allow of one caller',
    more: ({ namespace, cart, callers }) =>
      new Allow(namespace, 'it', { workload: cart, rules: [{ from: callers.friend }] }),
  },
  {
    what: 'Deny of one caller',
    more: ({ namespace, cart, callers }) =>
      new Deny(namespace, 'it', { workload: cart, rules: [{ from: callers.foe }] }),
  },
  {
    what: 'Allow of a caller with a sidecar',
    more: ({ namespace, cart, callers }) =>
      new Allow(namespace, 'it', { workload: cart, rules: [{ from: callers.sidecar }] }),
  },
  {
    what: 'Allow of a namespace',
    more: ({ namespace, cart }) =>
      new Allow(namespace, 'it', { workload: cart, rules: [{ from: { namespaces: ['guests'] } }] }),
  },
  {
    what: 'Deny of a port',
    more: ({ namespace, cart }) =>
      new Deny(namespace, 'it', { workload: cart, rules: [{ to: { ports: [cart.port(8080)] } }] }),
  },
  {
    what: 'Deny of a port that it has not',
    more: ({ namespace, cart }) => new Deny(namespace, 'it', { workload: cart, rules: [{ to: { ports: [9999] } }] }),
  },
  {
    what: 'mutual TLS STRICT',
    more: ({ namespace }) => new PeerAuthentication(namespace, 'default', { mode: 'STRICT' }),
  },
  {
    what: 'mutual TLS STRICT but for a port',
    more: ({ namespace, cart }) =>
      new PeerAuthentication(namespace, 'it', {
        workload: cart,
        mode: 'STRICT',
        ports: [{ port: cart.port(8080), mode: 'PERMISSIVE' }],
      }),
  },
  { what: 'a waypoint', more: (all) => served(all) },
  {
    what: 'a path denied at the waypoint',
    more: (all) => {
      served(all);
      new Deny(all.namespace, 'it', { workload: all.cart, rules: [{ to: { paths: ['/admin*'] } }] });
    },
    ask: [{ path: '/' }, { path: '/admin/users' }],
  },
  {
    what: 'a method allowed to one caller at the waypoint',
    more: (all) => {
      served(all);
      const rules = [{ from: all.callers.friend, to: { methods: ['GET'] } }] as const;
      new Allow(all.namespace, 'it', { workload: all.cart, rules });
    },
    ask: [{ method: 'GET' }, { method: 'POST' }],
  },
  {
    what: 'a path denied at one waypoint',
    more: (all) => {
      const workload = served(all);
      new Deny(all.namespace, 'it', { workload, rules: [{ to: { paths: ['/admin*'] } }] });
    },
    ask: [{ path: '/' }, { path: '/admin/users' }],
  },
  {
    what: 'a path denied at every waypoint',
    more: (all) => {
      served(all);
      const scope = all.namespace.node.scope ?? all.namespace;
      const root = new MeshNamespace(scope, 'Everywhere', { name: 'istio-system', injection: false, existing: true });
      new Deny(root, 'it', { workload: ALL_WAYPOINTS, rules: [{ to: { paths: ['/admin*'] } }] });
    },
    ask: [{ path: '/' }, { path: '/admin/users' }],
  },
  {
    what: 'one caller alone, held by ztunnel behind a waypoint',
    more: (all) => {
      served(all);
      new Allow(all.namespace, 'it', { workload: all.cart, rules: [{ from: all.callers.friend }] });
    },
  },
  {
    what: 'tokens required at the waypoint',
    more: (all) => {
      served(all);
      new RequestAuthentication(all.namespace, 'it', { workload: all.cart, ...TOKENS, required: true });
    },
    ask: [{}, { claims: { iss: ISSUER.name, sub: 'jason' } }, { forged: true }],
  },
];

const wanted = (verdict: ReturnType<typeof allowed>): number =>
  verdict.allowed ? 200 : (verdict.pods.find((one) => !one.allowed)?.status ?? 0);

const headersOf = ({ headers = {}, claims, forged }: Asked) => ({
  ...headers,
  ...(claims ? { authorization: `Bearer ${ISSUER.token({ sub: String(claims['sub']) })}` } : {}),
  ...(forged ? { authorization: `Bearer ${FORGED.token({ sub: 'jason' })}` } : {}),
});

/** Everybody asks the shop, under each policy: they get what `allowed()` says. */
export async function policies(lab: Ambient, cases: readonly Case[] = CASES): Promise<void> {
  const base = ambient(shop());
  for (const { what, more, ask = [{}] } of cases) {
    const app = shop(more);
    const environment = ambient(app);
    const { made } = written(environment);
    const { cart, callers } = made.made(app) as Shop;
    const questions = CALLERS.flatMap((name) => ask.map((one) => ({ name, one })));
    const said = (status: (question: (typeof questions)[number]) => number) =>
      questions.map((one) => `${one.name} ${status(one)}`).join(', ');
    const expected = said(({ name, one: { forged, ...asked } }) =>
      forged && name !== 'sidecar' && name !== 'bare'
        ? 401
        : wanted(allowed(made, { from: callers[name], to: cart, ...asked })),
    );
    await between(lab, base, environment, async () => {
      const pods = new Map(
        await Promise.all(CALLERS.map(async (name) => [name, await lab.pod(callers[name].namespace, name)] as const)),
      );
      await lab.becomes(`${what}: callers get what allowed() says`, expected, () =>
        said(({ name, one }) => {
          const pod = pods.get(name);
          if (pod === undefined) return -1;
          const { method = 'GET', path = '/' } = one;
          return lab.status(pod, `http://${cart.host}:8080${path}`, { method, headers: headersOf(one) });
        }),
      );
    });
  }
}
