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
