import { remembered, rememberedOf } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import { spellingsOf, trustDomainsOf } from '../../model/policies/identities';
import type { Callee } from './callee';
import { isGateway, type Pods, proxied, saysTls } from './security';
import { held, identityOf } from './verdict';

type Policies = Mesh['AuthorizationPolicy'];

/** Fields of a source that are about who asks. */
const OF_CALLER = /^(not)?(principals|namespaces|serviceAccounts|trustDomains)$/i;

/** The identities that policies name, each in full; nothing where they speak of callers otherwise. */
const namedBy = remembered((policies: Policies): { readonly all?: readonly string[] } => {
  const rules = policies.flatMap(({ spec }) => spec.rules ?? []);
  const fields = rules.flatMap(({ from = [] }) => from.flatMap(({ source = {} }) => Object.entries(source)));
  const all = fields
    .filter(([field]) => OF_CALLER.test(field))
    .flatMap(([field, values]) => (/^(not)?principals$/i.test(field) ? (values as readonly string[]) : ['*']));
  const reads = rules.some(({ when = [] }) => when.some(({ key }) => key.startsWith('source.')));
  return reads || all.some((value) => value.includes('*')) ? {} : { all };
});

const namedIn = rememberedOf((mesh: Mesh, pods: Pods): { readonly all?: ReadonlySet<string> } => {
  const { all } = namedBy(held(mesh, pods).authorization);
  return all === undefined ? {} : { all: new Set(all.flatMap((one) => spellingsOf(one, trustDomainsOf(mesh)))) };
});

const of = rememberedOf((mesh: Mesh, from: Pods) => {
  const kind = isGateway(mesh, from) ? 'gateway' : proxied(mesh, from);
  const identity = identityOf(mesh, from);
  return { kind, identity, known: `${kind} ${identity}`, self: `${from.namespace}/${from.name}` };
});

/** What pods can tell a caller from others by, NetworkPolicies aside: callers of one likeness get one answer. */
export function likenesses(mesh: Mesh, callee: Callee, pods: Pods): (from: Pods) => string {
  // A waypoint has policies of its own.
  if (proxied(mesh, pods) === 'ztunnel' || saysTls(mesh, callee)) return (from) => of(mesh, from).self;
  const { all } = namedIn(mesh, pods);
  return (from) => {
    const { kind, identity, known } = of(mesh, from);
    return all === undefined || all.has(identity) ? known : kind;
  };
}
