import { type StringMap, selects } from '../../kit/formats/labels';
import { servicesByHost } from '../../model/hosts/known';
import { hostKey } from '../../model/hosts/names';
import { workloadsIn } from '../../model/lookup';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf } from '../sought';

/** What endpoints get from the nodes and clusters where their pods run. Source: istio pkg/kube/labels AugmentLabels. */
const PLACES = new Set([
  'kubernetes.io/hostname',
  'topology.istio.io/cluster',
  'topology.istio.io/network',
  'topology.istio.io/subzone',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);

/** What pods themselves must have of a subset's labels. */
const ofPods = (labels: StringMap): StringMap =>
  Object.fromEntries(Object.entries(labels).filter(([name, value]) => value === '' || !PLACES.has(name)));

export const subsetSelectsPods: Rule = {
  name: 'subset-selects-pods',
  codes: ['IST0173'],
  severity: 'error',
  about: 'a subset of a service that is deployed here has pods',
  reads: ['DestinationRule', 'Service', 'workloads', 'isWhole'],
  find: (mesh) => {
    const services = servicesByHost(mesh);
    return mesh.DestinationRule.flatMap(({ place, namespace, spec }) => {
      const service = services.get(hostKey(spec.host, namespace));
      const selector = service?.spec.selector;
      if (service === undefined || selector === undefined) return [];
      const own = workloadsIn(mesh, service.namespace, selector);
      // Pods that others deploy are not looked for.
      if (own.length === 0 && !mesh.isWhole) return [];
      return (spec.subsets ?? [])
        .filter(({ labels = {} }) => !own.some((pod) => selects(ofPods(labels), pod.labels)))
        .map((subset) => ({
          place,
          at: [subset],
          problem: TRAFFIC.subsetWithoutPods(subset.name, spec.host),
          sought: [{ namespace: service.namespace }],
          ...severityOf(mesh, 'workloads'),
        }));
    });
  },
};
