import { MeshApp } from '../../checks/judge/mesh-app';
import type { ByFlux } from '../../installation/delivery';
import { printManifests, printYaml } from '../../kit/yaml';
import type { Delivered, Part } from '../dist/delivered';
import { header } from '../dist/header';
import { stageId } from '../order/stages';
import type { DeliveryProps } from '../program/props';
import { Kustomizations } from './flux';

const FOLDER = 'flux';

/**
 * `flux/<environment>/flux.k8s.yaml`, which is applied where Flux runs, and beside it a folder for each of its Kustomizations, which names the
 * files that it brings: one of the environment, or the CRDs that it needs.
 */
export function renderFlux(
  props: DeliveryProps,
  environments: readonly Delivered<ByFlux>[],
): ReadonlyMap<string, string> {
  const app = new MeshApp();
  const charts = environments.map((one) => ({ one, chart: new Kustomizations(app, one.environment, props, one) }));
  const objects = app.objects();
  return new Map(
    charts.flatMap(({ one, chart }) => {
      const folder = `${FOLDER}/${one.environment}`;
      const head = header(`environment ${one.environment}`);
      const manifests = (objects.get(chart) ?? []).map((object) => object.toJson());
      return [
        [`${folder}/flux.k8s.yaml`, head + printManifests(manifests)] as const,
        ...one.parts.map(
          (part) =>
            [
              `${folder}/${stageId(part.stage)}/kustomization.yaml`,
              head + printYaml(kustomization(one.environment, part)),
            ] as const,
        ),
      ];
    }),
  );
}

/** Left to itself, kustomize sorts by kind, and webhooks behind the pods that they are for. */
const kustomization = (environment: string, { files }: Part) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  sortOptions: { order: 'fifo' },
  resources: files.map((file) => `${'../'.repeat(environment.split('/').length + 2)}${file}`),
});
