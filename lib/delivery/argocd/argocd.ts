import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Application,
  ApplicationSet,
  type ApplicationSpecDestination,
  AppProject,
  type AppProjectSpecDestinations,
} from '../../../imports/argoproj.io';
import type { ByArgoCd } from '../../installation/delivery';
import { CRDS } from '../dist/crds';
import { type Brought, type Delivered, nameOf } from '../dist/delivered';
import type { DeliveryProps } from '../program/props';
import { CRD_POLICY, crdSource } from './crds';
import { COMPARISON, SYNC_POLICY } from './sync';

type Asked = Delivered<ByArgoCd>;

/** The cluster that Argo CD runs in has this address in every Argo CD. */
const IN_CLUSTER = { server: 'https://kubernetes.default.svc' } as const;

/** Each kind once, in order. */
const distinct = (kinds: readonly Brought[]): Brought[] =>
  [...new Map(kinds.map((one) => [`${one.group}/${one.kind}`, one] as const))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

/** Where an environment goes, as Argo CD is told. */
export function clusterOf({ environment, delivery: { cluster } }: Asked): { name: string } | { server: string } {
  if (cluster === 'in-cluster') return IN_CLUSTER;
  return cluster ?? { name: nameOf(environment) };
}

const destination = (asked: Asked): ApplicationSpecDestination => ({ ...clusterOf(asked), namespace: 'istio-system' });

/** Who may install what, from where, on which clusters: the kinds of the environments and the `clusters`, and no other. */
function project(
  scope: Construct,
  props: DeliveryProps,
  environments: readonly Asked[],
  clusters: readonly AppProjectSpecDestinations[],
): void {
  new AppProject(scope, 'Project', {
    metadata: { name: props.project, namespace: props.argoCd.namespace },
    spec: {
      description: 'Istio, its gateways and addons, and what runs in the mesh',
      sourceRepos: [props.repository],
      destinations: clusters.map((cluster) => ({ ...cluster, namespace: '*' })),
      clusterResourceWhitelist: distinct(environments.flatMap(({ clusterKinds }) => clusterKinds)),
      namespaceResourceWhitelist: distinct(environments.flatMap(({ namespacedKinds }) => namespacedKinds)),
    },
  });
}

/** Two Applications for each environment, on its cluster: the CRDs that it needs, which stay, and what is its own. */
export class Applications extends Chart {
  constructor(scope: Construct, id: string, props: DeliveryProps, environments: readonly Asked[]) {
    super(scope, id);
    project(this, props, environments, environments.map(clusterOf));
    for (const asked of environments) {
      new Application(this, `${CRDS}-${asked.environment}`, {
        metadata: {
          name: `${props.project}-${CRDS}-${nameOf(asked.environment)}`,
          namespace: props.argoCd.namespace,
          annotations: COMPARISON,
        },
        spec: {
          project: props.project,
          source: crdSource(props, asked.crds),
          destination: destination(asked),
          syncPolicy: CRD_POLICY,
        },
      });
      new Application(this, asked.environment, {
        metadata: {
          name: `${props.project}-${nameOf(asked.environment)}`,
          namespace: props.argoCd.namespace,
          annotations: COMPARISON,
        },
        spec: {
          project: props.project,
          source: {
            repoUrl: props.repository,
            targetRevision: props.revision,
            path: `${props.path}/${asked.environment}`,
          },
          destination: destination(asked),
          syncPolicy: SYNC_POLICY,
        },
      });
    }
  }
}

/**
 * Instead of the Applications where clusters come and go: each cluster that carries the label gets the environment which it names.
 * The project wants its name to begin with the environment's.
 */
export class Clusters extends Chart {
  constructor(scope: Construct, id: string, props: DeliveryProps, environments: readonly Asked[]) {
    super(scope, id);
    // The cluster of the environment's own name, or several: demo-east, demo-west.
    const names = environments.flatMap(({ environment }) => [nameOf(environment), `${nameOf(environment)}-*`]);
    project(
      this,
      props,
      environments,
      names.map((name) => ({ name })),
    );
    const { namespace, clusterLabel } = props.argoCd;
    const generators = [{ clusters: { selector: { matchExpressions: [{ key: clusterLabel, operator: 'Exists' }] } } }];
    // What all of them need: which environment a cluster gets, its label alone says.
    const [first = [], ...others] = environments.map(({ crds }) => crds);
    const shared = first.filter((name) => others.every((sets) => sets.includes(name)));
    new ApplicationSet(this, 'Crds', {
      metadata: { name: `${props.project}-${CRDS}`, namespace },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators,
        syncPolicy: { preserveResourcesOnDeletion: true },
        template: {
          metadata: { name: `${props.project}-${CRDS}-{{ .nameNormalized }}`, annotations: COMPARISON },
          spec: {
            project: props.project,
            source: crdSource(props, shared),
            destination: { name: '{{ .name }}', namespace: 'istio-system' },
            syncPolicy: CRD_POLICY,
          },
        },
      },
    });
    // A label holds no slash.
    const environment = `{{ index .metadata.labels "${clusterLabel}" | replace "." "/" }}`;
    new ApplicationSet(this, 'Set', {
      metadata: { name: props.project, namespace },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators,
        // A cluster that leaves Argo CD keeps its mesh.
        syncPolicy: { preserveResourcesOnDeletion: true },
        template: {
          metadata: { name: `${props.project}-{{ .nameNormalized }}`, annotations: COMPARISON },
          spec: {
            project: props.project,
            source: {
              repoUrl: props.repository,
              targetRevision: props.revision,
              path: `${props.path}/${environment}`,
            },
            destination: { name: '{{ .name }}', namespace: 'istio-system' },
            syncPolicy: SYNC_POLICY,
          },
        },
      },
    });
  }
}
