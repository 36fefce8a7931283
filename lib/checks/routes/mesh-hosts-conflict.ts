import { hostKey } from '../../model/hosts';
import { gatewaysOf } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';
import type { Rule } from '../rule';

export const meshHostsConflict: Rule = {
  name: 'mesh-hosts-conflict',
  codes: ['IST0109'],
  severity: 'error',
  about: 'inside the mesh, one VirtualService routes a host; Istio would use only one of two',
  reads: ['VirtualService', 'HTTPRoute'],
  find: (mesh) => {
    const first = new Map<string, string>();
    const ofIstio = mesh.VirtualService.filter((route) => gatewaysOf(route).includes('mesh')).flatMap(
      ({ place, namespace, name, spec }) =>
        (spec.hosts ?? []).flatMap((host) => {
          const key = hostKey(host, namespace);
          // A route that only its own namespace sees cannot clash with one of another.
          const seenBy = spec.exportTo?.length === 1 && spec.exportTo[0] === '.' ? namespace : '*';
          const other = first.get(`${seenBy} ${key}`);
          first.set(`${seenBy} ${key}`, other ?? `${namespace}/${name}`);
          return other === undefined ? [] : [{ place, problem: TRAFFIC.meshHostConflict(host, other) }];
        }),
    );
    // Routes of the Gateway API for one service are merged with each other, but not with a VirtualService.
    const ofGatewayApi = mesh.HTTPRoute.flatMap(({ place, namespace, spec }) =>
      (spec.parentRefs ?? []).flatMap(({ kind, name, namespace: there = namespace }) => {
        const other = kind === 'Service' ? first.get(`* ${hostKey(name, there)}`) : undefined;
        return other === undefined ? [] : [{ place, problem: TRAFFIC.meshHostConflict(name, other) }];
      }),
    );
    return [...ofIstio, ...ofGatewayApi];
  },
};
