import type { Construct } from 'constructs';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { manifest } from '../kit/manifest';
import type { PortHandle } from '../mesh/services/handles';
import { MeshNamespace } from '../mesh/services/namespace';

const PATHS = [
  { path: '/productpage', pathType: 'Exact' },
  { path: '/static/', pathType: 'Prefix' },
  { path: '/login', pathType: 'Exact' },
  { path: '/logout', pathType: 'Exact' },
  { path: '/api/v1/products', pathType: 'Prefix' },
] as const;

/** The page through Kubernetes' own Ingress, which istiod serves with the ingress gateway. */
export function bookinfoIngress(scope: Construct, { service, port }: PortHandle): void {
  const backend = { service: { name: service.name, port: { number: port.port } } };
  manifest<IIngress>(scope, 'Ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'gateway',
      namespace: MeshNamespace.of(scope).name,
      annotations: { 'kubernetes.io/ingress.class': 'istio' },
    },
    spec: { rules: [{ http: { paths: PATHS.map((path) => ({ ...path, backend })) } }] },
  });
}
