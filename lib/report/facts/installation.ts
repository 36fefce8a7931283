import { WAIVED } from '../../checks/judge/waivers';
import { tagsOf } from '../../checks/objects/readers';
import { REVIEW } from '../../checks/proxies/envoy-filters';
import type { StringMap } from '../../kit/formats/labels';
import { blockOf, listOf } from '../../kit/json';
import { workloadsWith } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { podsOf } from '../../model/workloads/workloads';
import { serversAt } from '../graph/nodes';
import { entriesOf } from '../handles';
import { annotationsOf, keyOf } from '../places';
import type { ControlPlaneFacts, InstallationFacts, Said } from '../types';
import { costsOf, replicasOf } from './costs';

/** What a namespace, or the pods of a gateway, follow. */
const followed = (labels: StringMap): string | undefined =>
  labels['istio.io/rev'] ?? (labels['istio-injection'] === 'enabled' ? 'default' : undefined);

function controlPlanesOf(mesh: Mesh): readonly ControlPlaneFacts[] {
  const tags = tagsOf(mesh);
  return workloadsWith(mesh, { app: 'istiod' })
    .filter(({ kind }) => kind === 'Deployment')
    .map((istiod) => {
      const revision = istiod.labels['istio.io/rev'] ?? 'default';
      const own = [...tags].flatMap(([tag, leadsTo]) => (leadsTo === revision ? [tag] : []));
      const isOurs = (labels: StringMap) => [revision, ...own].includes(followed(labels) ?? '');
      const { least, most } = replicasOf(mesh, istiod);
      const note =
        mesh.controlPlanes.find(({ spec }) => spec.revision === revision && spec.namespace === istiod.namespace) ??
        mesh.controlPlanes[0];
      const gateways = mesh.workloads.filter(
        ({ labels, annotations }) => annotations['inject.istio.io/templates'] !== undefined && isOurs(labels),
      );
      return {
        name: `${istiod.namespace}/${istiod.name}`,
        revision,
        image: imagesOf(mesh, istiod.place)[0] ?? '',
        replicas: least === most ? `${least}` : `${least}–${most}`,
        trustDomain: note?.spec.trustDomains[0] ?? 'cluster.local',
        tags: own,
        followers: [
          ...mesh.Namespace.filter(({ labels }) => isOurs(labels)).map(({ name }) => `namespace ${name}`),
          ...gateways.map(({ namespace, name }) => `gateway ${namespace}/${name}`),
        ],
      };
    });
}

/** Images of what a construct runs, or of all that runs. */
const imagesOf = (mesh: Mesh, place?: string): readonly string[] =>
  mesh.objects
    .filter((one) => place === undefined || one.place === place)
    .flatMap(({ object }) => {
      const spec = podsOf(object)?.spec ?? {};
      return [...listOf(spec['initContainers']), ...listOf(spec['containers'])].map((one) =>
        String(blockOf(one)['image'] ?? ''),
      );
    })
    // What istiod puts in.
    .filter((image) => image !== '' && image !== 'auto');

function counted(all: readonly string[]): InstallationFacts['images'] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([image, used]) => ({ image, used }));
}

/** What is installed, as its objects say, and what its environment adds to that. */
export function installationOf(
  mesh: Mesh,
  { authority = '', waivers = {}, objectives = [], secrets = [] }: Said = {},
): InstallationFacts {
  return {
    controlPlanes: controlPlanesOf(mesh),
    authority,
    images: counted(imagesOf(mesh)),
    costs: costsOf(mesh),
    secrets: secrets.map(({ namespace, name, by, type }) => ({ name: `${namespace}/${name}`, by, type })),
    servers: entriesOf(mesh).flatMap((entry) =>
      serversAt(mesh, entry).map((server) => ({ gateway: entry.name, ...server })),
    ),
    filters: mesh.EnvoyFilter.map(({ object }) => {
      const annotations = annotationsOf(object);
      return {
        name: keyOf(object),
        reason: annotations[REVIEW.reason] ?? '',
        more: `reviewed for ${annotations[REVIEW.reviewedFor] ?? 'no version'}`,
      };
    }),
    waivers: [
      ...Object.entries(waivers).flatMap(([rail, reason]) =>
        reason === undefined ? [] : [{ name: `rail ${rail}`, reason, more: 'the whole environment' }],
      ),
      ...mesh.objects.flatMap(({ annotations, object }) =>
        Object.entries(annotations).flatMap(([name, reason]) =>
          name.startsWith(WAIVED) ? [{ name: name.slice(WAIVED.length), reason, more: keyOf(object) }] : [],
        ),
      ),
    ],
    objectives: objectives.map(
      ({ service, namespace, percent, withinMs }) =>
        `${percent}% of the requests to ${namespace}/${service} ${withinMs === undefined ? 'succeed' : `are answered within ${withinMs} ms`}`,
    ),
  };
}
