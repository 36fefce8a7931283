import { workloadsIn } from '../../model/lookup';
import { ambientOf } from '../../model/workloads/ambient';
import { isForAll, podsOfSidecar } from '../../model/workloads/sidecars';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

const REDIRECTED = 'ambient.istio.io/redirection';

export const scopesAreRead: Rule = {
  name: 'scopes-are-read',
  codes: ['IST0167'],
  severity: 'warning',
  about: 'a Sidecar is for pods that have one, and not for those of ambient mode',
  reads: ['Sidecar', 'Namespace', 'Service', 'workloads'],
  find: (mesh) =>
    mesh.Sidecar.flatMap((one) => {
      const { place, namespace } = one;
      const pods = isForAll(one) ? [] : workloadsIn(mesh, namespace, podsOfSidecar(one));
      if (ambientOf(mesh).has(namespace)) return [{ place, problem: POLICY.ineffective('its namespace is') }];
      return pods.some(({ annotations }) => annotations[REDIRECTED] === 'enabled')
        ? [{ place, problem: POLICY.ineffective('its pods are') }]
        : [];
    }),
};
