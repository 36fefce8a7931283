import { render } from '../../lib/delivery/render';
import { production } from '../../lib/environments/production';
import { secure } from '../../lib/environments/secure';
import { textSources } from '../../lib/files/sources';
import type { Environment } from '../../lib/installation/environment';
import type { KubeObject } from '../../lib/model/object';
import { fleet } from '../../lib/topology/fleet';
import type { Topology } from '../../lib/topology/topology';

/** Who is no pod of this cluster, by its address. */
export const OUTSIDE = {
  client: '203.0.113.7',
  'api-server': '192.168.0.1',
  'pod-of-the-other-cluster': '10.245.0.7',
} as const;

const base = { meshId: 'acme', trustDomain: 'acme.example' };
const ONE_NETWORK: Topology = {
  ...base,
  networks: [{ name: 'flat' }],
  clusters: { east: { network: 'flat' }, west: { network: 'flat', podCidrs: ['10.245.0.0/16'] } },
};
const TWO_NETWORKS: Topology = {
  ...base,
  networks: [
    { name: 'net-east', address: '192.0.2.1' },
    { name: 'net-west', address: '192.0.2.2' },
  ],
  clusters: { east: { network: 'net-east' }, west: { network: 'net-west', controlledBy: 'east' } },
};
const HOSTED: Topology = {
  ...TWO_NETWORKS,
  clusters: { east: { network: 'net-east' }, west: { network: 'net-west', externalIn: 'east' } },
};

const first = (all: readonly Environment[], i = 0): Environment => {
  const found = all[i];
  if (found === undefined) throw new Error('a fleet has clusters');
  return found;
};

/** Environments that write NetworkPolicies. */
export const ENVIRONMENTS: Readonly<Record<string, () => Environment>> = {
  secure: () => secure,
  production: () => production,
  'one-network': () => first(fleet('fleet', secure, ONE_NETWORK)),
  primary: () => first(fleet('fleet', secure, TWO_NETWORKS)),
  remote: () => first(fleet('fleet', secure, TWO_NETWORKS), 1),
  host: () => first(fleet('fleet', secure, HOSTED)),
  hosted: () => first(fleet('fleet', secure, HOSTED), 1),
  'production-primary': () => first(fleet('fleet', production, TWO_NETWORKS)),
  'production-remote': () => first(fleet('fleet', production, TWO_NETWORKS), 1),
};

const pod = (namespace: string, name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels } },
  spec: {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        ...{ name: 'main', image: 'example.com/main:1' },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});

/** Who is in every cluster: DNS, a namespace that the mesh knows nothing of, and in each of its namespaces a pod that nobody declared. */
function others(objects: readonly KubeObject[]): readonly KubeObject[] {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name ?? '');
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } },
    pod('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }),
    ...[...namespaces, 'elsewhere'].map((namespace) => pod(namespace, 'stranger', { app: 'stranger' })),
  ];
}

/** The objects that `dist/` has of an environment, and those of everybody else. */
export function objectsOf(environment: Environment): readonly KubeObject[] {
  const files = [...render([environment])].filter(([file]) => file.startsWith(`${environment.name}/`));
  const objects = files.flatMap(([file, text]) => textSources(file, text, false).objects.map(({ object }) => object));
  return [...objects, ...others(objects)];
}
