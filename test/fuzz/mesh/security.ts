import fc from 'fast-check';
import { Allow, Audit, Deny, ExternalAuthorization } from '../../../lib/mesh/security/authorization';
import { allowDeclaredCalls, DeclaredCallsOnly } from '../../../lib/mesh/security/declared-calls';
import { NetworkPolicies } from '../../../lib/mesh/security/network-policies';
import { PeerAuthentication } from '../../../lib/mesh/security/peer-authentication';
import { RequestAuthentication } from '../../../lib/mesh/security/tokens/request-authentication';
import { ZeroTrust } from '../../../lib/mesh/security/zero-trust';
import { ExistingService } from '../../../lib/mesh/services/existing';
import { http } from '../../../lib/mesh/services/ports';
import { map, metadata, number, optional, some, text, texts } from '../values';
import { aim, target } from './aims';
import { type Family, gateway, type Shop, type Wild } from './family';

const rules = some(
  optional({
    from: fc.oneof(
      optional({
        principals: texts,
        namespaces: texts,
        ipBlocks: texts,
        serviceAccounts: texts,
        requestPrincipals: texts,
      }),
      target,
    ),
    to: optional({ methods: texts, paths: texts, hosts: texts, ports: some(number) }),
    when: some(fc.record({ key: text, values: texts })),
  }),
);

const called = (shop: Shop, rules: readonly Wild[]) =>
  rules.map((one) => ({ ...one, ...(typeof one.from === 'string' && { from: aim(shop, one.from) }) }));

const jwt = some(
  optional({
    issuer: text,
    jwksUri: text,
    audiences: texts,
    fromHeaders: some(fc.record({ name: text, prefix: text })),
    claimToHeaders: map,
    timeout: text,
    jwks: fc.record({ keys: some(optional({ kty: fc.constantFrom('RSA', 'EC', 'x'), n: text, e: text })) }),
  }),
);

const pods = fc.record({
  name: text,
  namespace: text,
  serviceAccount: text,
  selector: map,
  ports: some(fc.record({ name: text, port: number })),
});
const clusters = optional({ eastWest: pods, podCidrs: texts, istiod: fc.boolean() });
const entries = some(fc.record({ gateway: fc.oneof(fc.constant(gateway), pods), to: some(fc.constant('web')) }));
const entered = ({ web }: Shop, all: readonly Wild[] = []) =>
  all.map(({ gateway, to }) => ({ gateway, to: to.map(() => web) }));
/** Callers that others deploy, who may have no account. */
const callers = some(fc.record({ name: text, namespace: text, serviceAccounts: texts, podLabels: map }));
const calling = ({ web, db }: Shop, all: readonly Wild[] = []) =>
  all.map((one) => ExistingService.of({ ports: [http(80)], ...one }).calls(web, db));

/** Who may ask whom. */
export const SECURITY: readonly Family[] = [
  {
    of: ['Allow', 'Deny', 'Audit', 'ExternalAuthorization'],
    props: fc.record({
      rules,
      more: optional({ ...metadata, dryRun: fc.boolean(), trustDomain: text }),
      provider: text,
    }),
    make: (shop, { rules, more, provider }) => {
      const { scope, web } = shop;
      const written = called(shop, rules);
      new Allow(scope, 'allow', { ...more, rules: written });
      new Deny(scope, 'deny', { ...more, workload: web, rules: written });
      new Audit(scope, 'audit', { ...more, workload: web.version('v1'), rules: written });
      new ExternalAuthorization(scope, 'ask', { workload: gateway, rules: written, provider });
    },
  },
  {
    of: ['RequestAuthentication'],
    props: fc.tuple(jwt, optional({ ...metadata, required: fc.boolean() })),
    make: ({ scope, web }, [jwt, more]) => new RequestAuthentication(scope, 'it', { workload: web, jwt, ...more }),
  },
  {
    of: ['PeerAuthentication'],
    props: fc.tuple(text, optional(metadata)),
    make: ({ scope, web }, [mode, more]) => new PeerAuthentication(scope, 'it', { workload: web, mode, ...more }),
  },
  {
    of: ['DeclaredCallsOnly'],
    props: fc.record({ entries, callers }),
    make: (shop, props) => {
      const given = { entries: entered(shop, props.entries), callers: calling(shop, props.callers) };
      new DeclaredCallsOnly(shop.scope, 'it', given);
      if (props.entries.length === 0) allowDeclaredCalls(shop.namespace, given);
    },
  },
  {
    of: ['NetworkPolicies'],
    props: optional({ entries, callers, clusters, rootNamespace: text }),
    make: (shop, { entries, callers, ...more }) =>
      new NetworkPolicies(shop.scope, 'it', {
        ...more,
        entries: entered(shop, entries),
        callers: calling(shop, callers),
      }),
  },
  {
    of: ['ZeroTrust'],
    props: optional({ entries, clusters, egress: pods, jwt }),
    make: (shop, { entries, ...more }) =>
      new ZeroTrust(shop.namespace, shop.scope.node.id.replace('n', 'zero'), {
        ...more,
        namespaces: [shop.namespace],
        entries: entered(shop, entries),
      }),
  },
];
