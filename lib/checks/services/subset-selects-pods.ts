import type { MeshCheck } from '../../model/facts';
import { holds, hostKey, servicesByHost } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** A subset of a service that is deployed here has pods. */
export const subsetSelectsPods: MeshCheck = (facts) => {
  const services = servicesByHost(facts);
  const pods = new Map<string, Readonly<Record<string, string>>[]>();
  for (const { namespace, spec } of facts.Workload)
    pods.set(namespace, [...(pods.get(namespace) ?? []), spec.template.metadata.labels ?? {}]);
  return facts.DestinationRule.flatMap(({ path, namespace, spec }) => {
    const service = services.get(hostKey(spec.host, namespace));
    const selector = service?.spec.selector;
    if (service === undefined || selector === undefined) return [];
    const own = (pods.get(service.namespace) ?? []).filter((labels) => holds(labels, selector));
    // Pods that others deploy are not looked for.
    if (own.length === 0) return [];
    return (spec.subsets ?? [])
      .filter(({ labels = {} }) => !own.some((pod) => holds(pod, labels)))
      .map(({ name }) => ({ path, problem: TRAFFIC.subsetWithoutPods(name, spec.host) }));
  });
};
