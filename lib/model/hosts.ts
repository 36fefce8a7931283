import { grouped } from '../kit/grouped';
import { remembered } from '../kit/once-per-object';
import type { Mesh, Written } from './mesh';

export const CLUSTER_DOMAIN = 'cluster.local';

/** A host as Istio resolves it: a name without dots means the Service beside the resource. Source: istio pkg/config/model, ResolveShortnameToFQDN. */
export const fullHost = (host: string, namespace: string, clusterDomain = CLUSTER_DOMAIN): string =>
  host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.${clusterDomain}`;

/** A host by its first three labels, so that every way to spell a Service is one: `reviews`, `reviews.ns.svc.cluster.local`. */
export function hostKey(host: string, namespace: string): string {
  if (host === '*') return host;
  if (!host.includes('.')) return `${host}.${namespace}.svc`;
  return /^[^.]+\.[^.]+\.svc(?=\.|$)/.exec(host)?.[0] ?? host;
}

/** The Service that a host means, seen from a namespace; nothing for a host that is none of the cluster's. */
export function serviceOfHost(
  host: string,
  namespace: string,
): { readonly name: string; readonly namespace: string } | undefined {
  const [, name, own] = /^([^.*]+)\.([^.]+)\.svc$/.exec(hostKey(host, namespace)) ?? [];
  return name === undefined || own === undefined ? undefined : { name, namespace: own };
}

/** A host of a server or a route that holds another: `*.example.com` holds `a.example.com`. */
export function hostHolds(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1));
}

/** Two hosts have names in common. */
export const hostsMeet = (a: string, b: string): boolean => hostHolds(a, b) || hostHolds(b, a);

export const servicesByHost = remembered(
  (mesh: Mesh): ReadonlyMap<string, Mesh['Service'][number]> =>
    new Map(mesh.Service.map((service) => [`${service.name}.${service.namespace}.svc`, service])),
);

/** Hosts that ServiceEntries declare. */
export const entriesByHost = remembered(
  (mesh: Mesh): ReadonlyMap<string, Mesh['ServiceEntry'][number]> =>
    new Map(mesh.ServiceEntry.flatMap((entry) => entry.spec.hosts.map((host) => [host, entry] as const))),
);

const rulesByHost = remembered((mesh: Mesh) =>
  grouped(mesh.DestinationRule, ({ spec: { host }, namespace }) => hostKey(host, namespace)),
);

/** DestinationRules for a host, by its key. */
export const rulesFor = (mesh: Mesh, key: string): readonly Written<Mesh['DestinationRule'][number]['spec']>[] =>
  rulesByHost(mesh).get(key) ?? [];
