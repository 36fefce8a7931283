import { service } from '../grafana/boards/service';
import { workload } from '../grafana/boards/workload';
import { ztunnel } from '../grafana/boards/ztunnel';
import type { MeshGraph } from '../types';
import { KIALI } from './props';

/** Kiali's page of a service. Where Kiali is not exposed, as `istioctl dashboard kiali` opens it on one's own machine. */
export function kialiServiceUrl(
  graph: MeshGraph | undefined,
  { service, namespace }: { readonly service: string; readonly namespace: string },
): string {
  const base = graph?.externalUrl ?? `http://localhost:${KIALI.port}`;
  return `${base}${KIALI.webRoot}/console/namespaces/${namespace}/services/${service}`;
}

/** What Kiali says of the object that a person looks at. */
const CHOSEN = ['namespace', 'service', 'workload'];

/**
 * The boards to which Kiali's pages lead from a service, a workload and a ztunnel, and the parameters of their address that choose it: Kiali
 * knows none by itself. Source: kiali/kiali v2.27, config/config.go and frontend/src/components/Metrics/GrafanaLinks.tsx.
 */
export const linkedBoards = (ambient: boolean) =>
  [service, workload, ...(ambient ? [ztunnel] : [])].map(({ title, variables = [] }) => {
    const chosen = variables.filter(({ name }) => CHOSEN.includes(name));
    return { name: title, variables: Object.fromEntries(chosen.map(({ name }) => [name, `var-${name}`])) };
  });
