import type { WrittenName } from '../object';

export const CLUSTER_DOMAIN = 'cluster.local';

/** What hosts of Services end with, after their name and namespace. */
export const serviceSuffix = (clusterDomain = CLUSTER_DOMAIN): string => `.svc.${clusterDomain}`;

/** A Service's host without the cluster's domain, by which all of its spellings are one: `reviews.bookinfo.svc`. */
export const serviceKey = ({ name, namespace }: WrittenName): string => `${name}.${namespace}.svc`;

/** A Service's host in full: `reviews.bookinfo.svc.cluster.local`. */
export const serviceHost = ({ name, namespace }: WrittenName, clusterDomain = CLUSTER_DOMAIN): string =>
  `${name}.${namespace}${serviceSuffix(clusterDomain)}`;

/** A host as Istio resolves it: a name without dots means the Service beside the resource. Source: istio pkg/config/model, ResolveShortnameToFQDN. */
export const fullHost = (host: string, namespace: string, clusterDomain = CLUSTER_DOMAIN): string =>
  host.includes('.') || host === '*' ? host : serviceHost({ name: host, namespace }, clusterDomain);

/** A host by its first three labels, so that every way to spell a Service is one: `reviews`, `reviews.ns.svc.cluster.local`. */
export function hostKey(host: string, namespace: string): string {
  if (host === '*') return host;
  if (!host.includes('.')) return serviceKey({ name: host, namespace });
  return /^[^.]+\.[^.]+\.svc(?=\.|$)/.exec(host)?.[0] ?? host;
}

/** The host of a key. */
export const hostOfKey = (key: string): string => (key.endsWith('.svc') ? `${key}.${CLUSTER_DOMAIN}` : key);

/** The Service that a host means, seen from a namespace; nothing for a host that is none of the cluster's. */
export function serviceOfHost(host: string, namespace: string): WrittenName | undefined {
  const [, name, own] = /^([^.*]+)\.([^.]+)\.svc$/.exec(hostKey(host, namespace)) ?? [];
  return name === undefined || own === undefined ? undefined : { name, namespace: own };
}

/** Keys of what callers in a namespace may mean by a name: they find `reviews.bookinfo`, too. */
export const keysOf = (name: string, namespace: string): readonly string[] => [hostKey(name, namespace), `${name}.svc`];

/** Whether a request's name means the host of a key, as callers in a namespace may spell it. */
export function isMeant(key: string, name: string, namespace: string): boolean {
  const bare = name.replace(/\.$/, '');
  const service = key.endsWith('.svc') ? serviceOfHost(key, namespace) : undefined;
  if (service === undefined) return bare === key;
  const short = [`${service.name}.${service.namespace}`, ...(service.namespace === namespace ? [service.name] : [])];
  return [...short, key, hostOfKey(key)].includes(bare);
}
