import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import type { Environment } from '../../lib/installation/environment';
import { printManifests } from '../../lib/kit/yaml';
import { ClusterIssuer } from '../../lib/mesh/edge/certificate';
import type { ImageOf } from '../kubelet/container';
import { jsonOf } from '../traffic/report';
import { IDENTITY } from './clients';
import { types } from './guide';
import { must, NAMESPACE } from './installed';
import type { Lab } from './lab';
import { acme } from './mesh';
import { OF_THE_MESH, shown } from './wire';

const NAME = 'cert-manager-istio-csr';
const PROGRAM = '/usr/local/bin/istio-csr';

export const byIstioCsr: Environment = { ...acme, authority: { by: 'istio-csr' } };

/** Its image, before those of the mesh. */
export const withIstioCsr =
  (others: ImageOf): ImageOf =>
  (container, pod) =>
    container.name === NAME
      ? { files: { [PROGRAM]: process.env['ISTIO_CSR'] ?? '' }, entrypoint: [PROGRAM], user: 65532 }
      : others(container, pod);

/** As its chart installs it where `ClusterIssuer` istio-ca signs, but for its rights: here it may what an administrator may. */
const installation = (): readonly object[] => {
  const metadata = { name: NAME, namespace: NAMESPACE };
  const labels = { app: NAME };
  const args = [
    ...['--issuer-kind=ClusterIssuer', '--issuer-name=istio-ca', '--certificate-namespace=istio-system'],
    ...['--serving-address=0.0.0.0:6443', '--leader-election-namespace=istio-system', '--istiod-cert-enabled=true'],
  ];
  const readinessProbe = { httpGet: { port: 6060, path: '/readyz' }, initialDelaySeconds: 3, periodSeconds: 7 };
  const containers = [{ name: NAME, image: 'example.com/istio-csr:1', args, readinessProbe }];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: NAME },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 443, targetPort: 6443 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: NAME, containers } },
      },
    },
  ];
};

/** The mesh's authority in cert-manager, and istio-csr before istiod, as it must be. */
export async function beginByIstioCsr(lab: Lab): Promise<void> {
  const { folder, running } = lab;
  await lab.guide('An authority of your own for gateways');
  const app = new MeshApp();
  ClusterIssuer.ca(new Chart(app, 'mesh'), 'istio-ca', { secret: 'istio-ca' });
  writeFileSync(join(folder, 'issuer.yaml'), printManifests(jsonOf(app)));
  writeFileSync(join(folder, 'istio-csr.yaml'), printManifests(installation()));
  await types(
    [
      "openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/O=acme/CN=mesh' -keyout root-key.pem -out root-cert.pem",
      `kubectl -n ${NAMESPACE} create secret tls istio-ca --cert=root-cert.pem --key=root-key.pem`,
      'kubectl apply --server-side --field-manager=cdk8s-istio -f dist/acme/10-namespaces.k8s.yaml',
      'kubectl apply --server-side -f issuer.yaml -f istio-csr.yaml',
    ],
    folder,
    running.env,
  );
  await must(running.env, 'kubectl', '-n', NAMESPACE, 'rollout', 'status', `deployment/${NAME}`, '--timeout=120s');
  await lab.apply();
}

/** Workloads get their certificates from cert-manager, and istiod its own. */
export async function istioCsr(lab: Lab): Promise<void> {
  const root = lab.text('root-cert.pem');
  const caller = await lab.pod('shop', 'caller');
  await lab.becomes('by istio-csr, one workload calls the other', '200', () =>
    String(lab.status(caller, 'http://web.shop:8080/')),
  );
  const web = await shown({ host: await lab.addressOf('shop', 'web'), port: 8080, protocols: OF_THE_MESH }, root);
  const named = web.names === `URI:${IDENTITY}/web` && web.trusted;
  lab.report('certificates: by istio-csr, web shows its name, by the root of cert-manager', named, web.names);
  const istiod = await shown({ host: await lab.addressOf('istio-system', 'istiod'), port: 15012 }, root);
  lab.report('certificates: by istio-csr, istiod serves with one of its own', istiod.trusted, istiod.names);
}
