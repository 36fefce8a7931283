import { MeshApp } from '../../checks/judge/mesh-app';
import type { ByArgoCd } from '../../installation/delivery';
import { printManifests, printYaml } from '../../kit/yaml';
import type { Delivered } from '../dist/delivered';
import { header } from '../dist/header';
import type { DeliveryProps } from '../program/props';
import { Applications, Clusters } from './argocd';
import { healthChecks } from './health';

const FOLDER = 'argocd';

/**
 * `argocd/`, apart from what it delivers: `applications/` or, instead of it, `application-set/`, each to be applied as a folder; and
 * `health/`, which is offered to the owner of Argo CD's configuration. No file holds that configuration as an object, and none of the offered
 * ones has a name that `kubectl apply -f <folder>` reads.
 */
export function renderArgoCd(
  props: DeliveryProps,
  environments: readonly Delivered<ByArgoCd>[],
): ReadonlyMap<string, string> {
  const app = new MeshApp();
  new Applications(app, 'applications', props, environments);
  new Clusters(app, 'application-set', props, environments);
  const head = header('the environments that Argo CD delivers');
  const printed = [...app.objects()].map(
    ([{ node }, objects]) =>
      [
        `${FOLDER}/${node.id}/${node.id}.k8s.yaml`,
        head + printManifests(objects.map((object) => object.toJson())),
      ] as const,
  );
  const data = healthChecks(require('../../../imports/crds/istio.json'));
  return new Map([
    ...printed,
    [`${FOLDER}/health/argocd-cm.patch`, head + printYaml({ data })],
    [`${FOLDER}/health/argo-cd.values`, head + printYaml({ configs: { cm: data } })],
  ]);
}
