import { grouped } from '../../../kit/grouped';
import { hostKey } from '../../../model/hosts/names';
import { address } from '../../../model/object';
import { ADVICE } from '../../../problems/istio/advice';
import type { Rule } from '../../rule';

/** Source: istio pkg/config/analysis/analyzers/virtualservice, analyzeSubset. */
export const canaryIsNotPassed: Rule = {
  name: 'canary-is-not-passed',
  codes: ['IST0140'],
  severity: 'warning',
  about: 'a route of a gateway goes to the versions that the route of the mesh names for the same service',
  reads: ['VirtualService'],
  find: (mesh) => {
    const canaries = grouped(
      mesh.VirtualService.flatMap((route) => {
        const own = new Set(route.spec.hosts?.map((host) => hostKey(host, route.namespace)));
        const hosts = (route.spec.http ?? []).flatMap(({ route: targets = [] }) =>
          targets.flatMap(({ destination }) =>
            destination?.subset === undefined ? [] : [hostKey(destination.host, route.namespace)],
          ),
        );
        return [...new Set(hosts)].filter((host) => own.has(host)).map((host) => ({ host, route }));
      }),
      ({ host }) => host,
    );
    return mesh.VirtualService.filter(({ spec }) => (spec.gateways ?? []).length > 0).flatMap((one) => {
      const whole = (one.spec.http ?? []).flatMap(({ route = [] }) =>
        route.flatMap(({ destination }) =>
          destination === undefined || destination.subset !== undefined ? [] : [destination],
        ),
      );
      return [...new Map(whole.map((target) => [target.host, target]))].flatMap(([host, target]) =>
        (canaries.get(hostKey(host, one.namespace)) ?? [])
          .filter(({ route }) => route !== one)
          .map(({ route }) => ({
            place: one.place,
            at: [target],
            problem: ADVICE.passesCanary(host, address(route)),
          })),
      );
    });
  },
};
