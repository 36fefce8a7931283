import type { Api } from './api';

/** A Service, by its names. */
export interface Named {
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace: string };
  readonly spec: { readonly clusterIP?: string; readonly type?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly unknown[] } };
}

/** A line of /etc/hosts for the pods of a namespace: what a cluster's DNS answers there. */
export function namesOf(
  { metadata, spec }: { readonly metadata: Omit<Named['metadata'], 'uid'>; readonly spec: Named['spec'] },
  namespace: string,
): string {
  const { name, namespace: own } = metadata;
  if (spec.clusterIP === undefined || spec.clusterIP === 'None') return '';
  const full = `${name}.${own}.svc.cluster.local ${name}.${own}.svc ${name}.${own}`;
  return `${spec.clusterIP} ${full}${own === namespace ? ` ${name}` : ''}`;
}

const MERGE = 'application/merge-patch+json';

/** The first three numbers of load balancers' addresses, where no other cluster has them too. */
export const BLOCK = '10.97.0';

/** The cloud: each load balancer gets an address, at which kube-proxy leads to its pods. Stops when it is told to. */
export function loadBalancers(api: Api, block = BLOCK): () => void {
  const given = new Map<string, string>();
  return api.watch<Named>('/api/v1/services', (service, isGone) => {
    const { uid, name, namespace } = service.metadata;
    if (isGone || service.spec.type !== 'LoadBalancer' || given.has(uid)) return;
    const ip = `${block}.${given.size + 1}`;
    given.set(uid, ip);
    const status = { loadBalancer: { ingress: [{ ip }] } };
    void api.ask('PATCH', `/api/v1/namespaces/${namespace}/services/${name}/status`, { status }, MERGE);
  });
}
