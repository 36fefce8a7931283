import type { StringMap } from '../../kit/formats/labels';
import type { Mesh } from '../../model/mesh';
import { rootNamespaces } from '../../model/workloads/selectors';
import { WORKLOADS } from '../../problems/mesh/workloads';
import type { Rule } from '../rule';

const INJECTION = 'istio-injection';
const MODES = ['istio.io/rev', 'istio.io/dataplane-mode'];

/** Namespaces that no user's pods run in. */
export const SYSTEM = ['istio-system', 'kube-system', 'kube-public', 'kube-node-lease'];

const isUsers = (mesh: Mesh, name: string): boolean => !SYSTEM.includes(name) && !rootNamespaces(mesh).includes(name);

/** Labels that each say something of their own; `istio-injection: disabled` wins over all. */
function modesOf(labels: StringMap): readonly string[] {
  const injection = labels[INJECTION];
  const others = injection === undefined || injection === 'enabled' ? MODES.filter((key) => key in labels) : [];
  return [...(injection === undefined ? [] : [INJECTION]), ...others].map((key) => `${key}=${labels[key]}`);
}

export const injectionModesAgree: Rule = {
  name: 'injection-modes-agree',
  codes: ['IST0123'],
  severity: 'warning',
  about: 'the labels of a namespace name one way into the mesh',
  reads: ['Namespace', 'controlPlanes'],
  find: (mesh) =>
    mesh.Namespace.filter(({ name }) => isUsers(mesh, name)).flatMap(({ place, labels }) => {
      const modes = modesOf(labels);
      return modes.length < 2 ? [] : [{ place, at: ['metadata', 'labels'], problem: WORKLOADS.manyModes(modes) }];
    }),
};

/** Whether an injector's configuration has all namespaces injected. Source: istio pkg/config/analysis, injection.go. */
function injectsByDefault(mesh: Mesh): boolean {
  return mesh.ConfigMap.filter(({ name }) => name.startsWith('istio-sidecar-injector')).some(({ object }) => {
    const values = (object as { readonly data?: { readonly values?: string } }).data?.values ?? '';
    return /"enableNamespacesByDefault"\s*:\s*true/.test(values);
  });
}

export const injectionIsSaid: Rule = {
  name: 'injection-is-said',
  codes: ['IST0102', 'IST0148'],
  severity: 'info',
  about: 'a namespace says whether its pods are in the mesh',
  reads: ['Namespace', 'ConfigMap', 'controlPlanes'],
  find: (mesh) => {
    const problem = injectsByDefault(mesh) ? WORKLOADS.injectedByDefault() : WORKLOADS.notInjected();
    return mesh.Namespace.filter(
      ({ name, labels }) => isUsers(mesh, name) && ![INJECTION, ...MODES].some((key) => labels[key]),
    ).map(({ place }) => ({ place, problem }));
  },
};
