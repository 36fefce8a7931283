import { expect, test } from '@jest/globals';
import type { Installation, Live } from '../../delivery/dist/manifest';
import type { Cluster } from '../cluster/cluster';
import { leftovers, setId } from './applyset';

/** A cluster of what is given. */
const holding = (objects: readonly Live[]): Cluster =>
  ({
    inventory: 'default',
    get: async () => undefined,
    list: async ({ kind }: { readonly kind: string }) => objects.filter((one) => one.kind === kind),
  }) as unknown as Cluster;

const set = setId(holding([]), 'acme');
const slice = (name: string, more: Partial<Live['metadata']> = {}): Live => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'istio-system', labels: { 'applyset.kubernetes.io/part-of': set }, ...more },
});
const installation: Installation = {
  environment: 'acme',
  crds: [],
  steps: [{ stage: '30-istiod', objects: [slice('istiod')] }],
};

test('what an environment no longer has is left over, and not what controllers have made for its objects', async () => {
  const ownerReferences = [{ kind: 'Service', name: 'cart' }];
  const cluster = holding([slice('istiod'), slice('old'), slice('cart-x2x', { ownerReferences })]);
  const names = (await leftovers(cluster, installation)).map(({ metadata }) => metadata.name);
  expect(names).toEqual(['old']);
});
