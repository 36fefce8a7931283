import { selects } from '../../../kit/formats/labels';
import { entriesByHost } from '../../../model/hosts/known';
import { hostKey, serviceOfHost } from '../../../model/hosts/names';
import { named, workloadsWith } from '../../../model/lookup';
import type { Mesh } from '../../../model/mesh';
import { gatewaysOf, isForEntry, mirrorsOf } from '../../../model/routes/routes';
import { rulesOf } from '../../../model/routes/visibility';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { Finding, Rule } from '../../rule';
import { soughtHost } from '../../sought';
import { destinationFault } from './destination-fault';

type Route = Mesh['VirtualService'][number];

/** Namespaces whose proxies try a rule of a route, as far as they are known; `*` for all. */
function audience(mesh: Mesh, route: Route, rule: Parameters<typeof isForEntry>[0]): readonly string[] {
  const { exportTo = ['*'] } = route.spec;
  const seenBy = exportTo.map((to) => (to === '.' ? route.namespace : to));
  return gatewaysOf(route)
    .filter((entry) => isForEntry(rule, entry, route.namespace))
    .flatMap((entry) => {
      if (entry === 'mesh') return seenBy;
      const gateway = named(mesh.Gateway, entry);
      if (gateway === undefined) return [];
      const { selector } = gateway.spec;
      return [
        ...workloadsWith(mesh, selector).map(({ namespace }) => namespace),
        ...mesh.gatewayPods.filter(({ spec }) => selects(selector, spec.selector)).map(({ spec }) => spec.namespace),
      ];
    });
}

/** Each subset that a route names, and who is sent there, by itself or with a copy of the request. */
function subsetsOf(mesh: Mesh, route: Route) {
  const { http = [], tls = [], tcp = [] } = route.spec;
  const sent = [...http, ...tls, ...tcp].flatMap((rule) =>
    (rule.route ?? []).map(({ destination }) => ({ rule, destination })),
  );
  const copied = http.flatMap((rule) => mirrorsOf(rule).map((destination) => ({ rule, destination })));
  return [...sent, ...copied].flatMap(({ rule, destination }) =>
    destination?.subset === undefined || destinationFault(destination) !== undefined
      ? []
      : [{ destination, host: destination.host, subset: destination.subset, audience: audience(mesh, route, rule) }],
  );
}

/** The first namespace whose callers see no DestinationRule with the subset. */
function blind(mesh: Mesh, route: Route, { host, subset, audience: all }: ReturnType<typeof subsetsOf>[number]) {
  const home = serviceOfHost(host, route.namespace)?.namespace ?? entriesByHost(mesh).get(host)?.namespace;
  const called = { host: hostKey(host, route.namespace), namespace: home ?? route.namespace };
  const from = all.find(
    (namespace) =>
      !rulesOf(mesh, { namespace, labels: {} }, called).some(({ spec }) =>
        spec.subsets?.some(({ name }) => name === subset),
      ),
  );
  return from === undefined ? undefined : TRAFFIC.subsetUnseen(subset, host, from, called.namespace);
}

const missing = (subset: string, host: string) => {
  const remedy = (what: string) => `make a ${what} for ${host}, so that callers know which pods that is`;
  return TRAFFIC.missing(
    'subset',
    `${subset} of ${host}`,
    remedy('DestinationPolicy'),
    remedy('DestinationRule with it'),
  );
};

export const subsetExists: Rule = {
  name: 'subset-exists',
  codes: ['IST0101', 'MESH889'],
  severity: 'error',
  about: 'every version that a route names is a subset of a DestinationRule of that host, which the callers see',
  reads: ['VirtualService', 'DestinationRule', 'ServiceEntry', 'Gateway', 'workloads', 'gatewayPods', 'controlPlanes'],
  find: (mesh) => {
    const subsets = new Set(
      mesh.DestinationRule.flatMap(({ namespace, spec }) =>
        (spec.subsets ?? []).map(({ name }) => `${hostKey(spec.host, namespace)} ${name}`),
      ),
    );
    return mesh.VirtualService.flatMap((route) =>
      subsetsOf(mesh, route).flatMap((one) => {
        const { host, subset } = one;
        const isThere = subsets.has(`${hostKey(host, route.namespace)} ${subset}`);
        const problem = isThere ? blind(mesh, route, one) : missing(subset, host);
        // A DestinationRule counts beside the callers, and beside the service.
        const sought = [soughtHost(host, route.namespace), { namespace: route.namespace, name: '' }];
        const finding: Finding | undefined = problem && {
          place: route.place,
          at: [one.destination, 'subset'],
          problem,
        };
        return finding === undefined ? [] : [{ ...finding, sought }];
      }),
    );
  },
};
