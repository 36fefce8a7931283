import type { ApiObject } from 'cdk8s';
import { MeshApp } from '../../kit/mesh-app';
import { printManifests } from '../../kit/yaml';
import { Applications, Clusters, type Delivered, HealthChecks, Project } from './argocd';
import type { ArgoCdProps } from './props';

/** What the objects of one environment ask of Argo CD. */
export function delivered(environment: string, objects: readonly ApiObject[]): Delivered {
  const kinds = (namespaced: boolean) =>
    objects
      .filter(({ metadata }) => (metadata.namespace !== undefined) === namespaced)
      .map(({ apiGroup, kind }) => ({ group: apiGroup === 'core' ? '' : apiGroup, kind }));
  return { environment, clusterKinds: kinds(false), namespacedKinds: kinds(true) };
}

/** `argocd/<what>.k8s.yaml`: apart from what they deploy. */
export function renderArgoCd(props: ArgoCdProps, environments: readonly Delivered[]): ReadonlyMap<string, string> {
  const app = new MeshApp();
  new Project(app, 'project', props, environments);
  new Applications(app, 'applications', props, environments);
  new Clusters(app, 'application-set', props);
  new HealthChecks(app, 'argocd-cm.patch', props);
  const printed = [...app.objects()].map(
    ([chart, objects]) =>
      [`argocd/${chart.node.id}.k8s.yaml`, printManifests(objects.map((object) => object.toJson()))] as const,
  );
  return new Map(printed);
}
