import { isWild } from '../model/hosts/holding';
import { serviceOfHost } from '../model/hosts/names';
import { mayBeOthers } from '../model/lookup';
import type { Kind, Mesh } from '../model/mesh';
import { rootNamespaces } from '../model/workloads/selectors';
import type { Severity, Sought } from './rule';

/** The Service or ServiceEntry of a host, as objects of a namespace write it. */
export function soughtHost(host: string, namespace: string): Sought {
  if (!isWild(host)) return serviceOfHost(host, namespace) ?? { name: host };
  const [, own] = /^\*\.([^.]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return own === undefined ? {} : { namespace: own };
}

/** Pods of a policy. */
export const soughtPods = (mesh: Mesh, namespace: string): Sought =>
  rootNamespaces(mesh).includes(namespace) ? {} : { namespace };

/** An object by `namespace/name`. */
export function soughtObject(full: string): Sought {
  const [namespace = '', name = ''] = full.split('/');
  return { namespace, name };
}

/** What is beside an object. */
export const inNamespaceOf = (full: string): Sought => ({ namespace: full.split('/')[0] ?? '' });

/** How much it counts that something is missing: a warning, where nobody writes down any of its kind. */
export const severityOf = (mesh: Mesh, ...kinds: readonly (Kind | 'workloads')[]): { readonly severity?: Severity } =>
  mayBeOthers(mesh, ...kinds) ? { severity: 'warning' } : {};

/** Services are for all names of the cluster, entries for those outside. */
export const severityOfHost = (mesh: Mesh, host: string, namespace: string) =>
  serviceOfHost(host, namespace) === undefined
    ? severityOf(mesh, 'Service', 'ServiceEntry')
    : severityOf(mesh, 'Service');
