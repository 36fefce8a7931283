import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Application, ApplicationSet, AppProject } from '../../../imports/argoproj.io';
import istioCrds from '../../../imports/crds/istio.json';
import { manifest } from '../../kit/manifest';
import { healthChecks } from './health';
import { type ArgoCdProps, PROJECT } from './props';
import { SYNC_POLICY } from './sync';

/** A kind that an environment brings. */
export interface Brought {
  readonly group: string;
  readonly kind: string;
}

/** What an environment asks of Argo CD. */
export interface Delivered {
  /** The folder in `dist/`, and the name of its cluster in Argo CD. */
  readonly environment: string;
  readonly clusterKinds: readonly Brought[];
  readonly namespacedKinds: readonly Brought[];
}

const nameOf = (environment: string): string => environment.replaceAll('/', '-');
const part = { 'app.kubernetes.io/part-of': 'argocd' } as const;

/** Each kind once, in order. */
const distinct = (kinds: readonly Brought[]): Brought[] =>
  [...new Map(kinds.map((one) => [`${one.group}/${one.kind}`, one] as const))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

/** Who may install what, from where, on which clusters: the kinds and clusters of the environments, and no other. */
export class Project extends Chart {
  constructor(scope: Construct, id: string, props: ArgoCdProps, delivered: readonly Delivered[]) {
    super(scope, id);
    new AppProject(this, 'Project', {
      metadata: { name: PROJECT, namespace: props.namespace },
      spec: {
        description: 'Istio, its gateways and addons, and what runs in the mesh',
        sourceRepos: [props.repository],
        // The cluster of the environment's own name, or several: demo-east, demo-west.
        destinations: delivered.flatMap(({ environment }) =>
          ['', '-*'].map((suffix) => ({ name: `${nameOf(environment)}${suffix}`, namespace: '*' })),
        ),
        clusterResourceWhitelist: distinct(delivered.flatMap(({ clusterKinds }) => clusterKinds)),
        namespaceResourceWhitelist: distinct(delivered.flatMap(({ namespacedKinds }) => namespacedKinds)),
      },
    });
  }
}

/** One Application for each environment, on the cluster that Argo CD knows by the environment's name. */
export class Applications extends Chart {
  constructor(scope: Construct, id: string, props: ArgoCdProps, delivered: readonly Delivered[]) {
    super(scope, id);
    for (const { environment } of delivered)
      new Application(this, environment, {
        metadata: { name: `mesh-${nameOf(environment)}`, namespace: props.namespace },
        spec: {
          project: PROJECT,
          source: { repoUrl: props.repository, targetRevision: props.revision, path: `dist/${environment}` },
          destination: { name: nameOf(environment), namespace: 'istio-system' },
          syncPolicy: SYNC_POLICY,
        },
      });
  }
}

/**
 * Instead of the Applications where clusters come and go: each cluster that carries the label gets the environment which it names.
 * The project wants its name to begin with the environment's.
 */
export class Clusters extends Chart {
  constructor(scope: Construct, id: string, props: ArgoCdProps) {
    super(scope, id);
    // A label holds no slash.
    const environment = `{{ index .metadata.labels "${props.clusterLabel}" | replace "." "/" }}`;
    new ApplicationSet(this, 'Set', {
      metadata: { name: 'mesh', namespace: props.namespace },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [
          { clusters: { selector: { matchExpressions: [{ key: props.clusterLabel, operator: 'Exists' }] } } },
        ],
        // A cluster that leaves Argo CD keeps its mesh.
        syncPolicy: { preserveResourcesOnDeletion: true },
        template: {
          metadata: { name: 'mesh-{{ .nameNormalized }}' },
          spec: {
            project: PROJECT,
            source: { repoUrl: props.repository, targetRevision: props.revision, path: `dist/${environment}` },
            destination: { name: '{{ .name }}', namespace: 'istio-system' },
            syncPolicy: SYNC_POLICY,
          },
        },
      },
    });
  }
}

/** Health checks as a part of Argo CD's own ConfigMap: `kubectl apply --server-side` adds them to what is there. */
export class HealthChecks extends Chart {
  constructor(scope: Construct, id: string, props: ArgoCdProps) {
    super(scope, id);
    manifest<IConfigMap>(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', namespace: props.namespace, labels: part },
      data: healthChecks(istioCrds),
    });
  }
}
