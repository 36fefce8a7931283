import { remembered } from '../../kit/once-per-object';
import type { Mesh } from '../mesh';
import { inFull, type WrittenName } from '../object';
import { escaped, fits } from './patterns';

/** A caller's identity as its certificate says it: `<trust domain>/ns/<namespace>/sa/<name>`. */
export const identity = ({ namespace, name }: WrittenName, trustDomain = 'cluster.local'): string =>
  `${trustDomain}/ns/${namespace}/sa/${name}`;

/** What an identity says, if it is one in full. */
export function partsOf(principal: string): { readonly domain: string; readonly account: string } | undefined {
  const [, domain, namespace, name] = /^([^*/]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
  return domain === undefined ? undefined : { domain, account: `${namespace}/${name}` };
}

/** Trust domains of the mesh's own callers, the one that they have now first. */
export const trustDomainsOf = remembered((mesh: Mesh): readonly string[] => {
  const found = mesh.controlPlanes.flatMap(({ spec }) => spec.trustDomains);
  return found.length === 0 ? ['cluster.local'] : [...new Set(found)];
});

type Identity = string | undefined;

/** A pattern is read once, whoever is asked about. */
function once<R>(make: (value: string) => R): (value: string) => R {
  const known = new Map<string, R>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = make(value);
    known.set(value, made);
    return made;
  };
}

/** A principal's trust domain stands for the mesh's own and all of its aliases, if it is one of them or `cluster.local`. */
function aliases(value: string, trustDomains: readonly string[]): readonly string[] {
  const [domain, ...rest] = value.split('/');
  if (rest.length !== 4 || domain === undefined || domain === '*') return [value];
  const isOurs = domain === 'cluster.local' || trustDomains.some((one) => fits(one, domain) || fits(domain, one));
  return isOurs ? trustDomains.map((one) => (fits(domain, one) ? value : [one, ...rest].join('/'))) : [value];
}

const aliasesIn = remembered((trustDomains: readonly string[]) => once((value) => aliases(value, trustDomains)));

/** Every spelling of a principal. */
export const spellingsOf = (value: string, trustDomains: readonly string[]): readonly string[] =>
  aliasesIn(trustDomains)(value);

export const principalFits = (value: string, identity: Identity, trustDomains: readonly string[]): boolean =>
  identity !== undefined && spellingsOf(value, trustDomains).some((one) => fits(one, identity));

const namespacePattern = once((value) => new RegExp(`^.*/ns/${value.split('*').map(escaped).join('.*')}/.*$`));

export const namespaceFits = (value: string, identity: Identity): boolean =>
  identity !== undefined && namespacePattern(value).test(identity);

const accountPattern = once((value) => {
  const [namespace = '', name = ''] = value.split('/');
  return new RegExp(`^[^/]+/ns/${escaped(namespace)}/sa/${escaped(name)}$`);
});

/** An account without a namespace is one of the policy's own. */
export const accountFits = (value: string, identity: Identity, own: string): boolean =>
  identity !== undefined && accountPattern(inFull(value, own)).test(identity);

export function domainFits(value: string, identity: Identity): boolean {
  const domain = identity?.split('/')[0];
  return domain !== undefined && (value === '*' || fits(value, domain));
}
