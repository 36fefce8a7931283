import type { ApiObject, Chart } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { refusedBy } from '../checks/judge/mistyped';
import { faultsOf } from '../installation/apps';
import type { ByArgoCd, ByFlux, Delivery } from '../installation/delivery';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { nameProblems } from '../installation/name';
import { grouped } from '../kit/grouped';
import { remembered } from '../kit/once-per-object';
import { Refused } from '../kit/problems';
import { printYaml, SEPARATOR } from '../kit/yaml';
import type { KubeObject } from '../model/object';
import { asJudged } from '../model/tree';
import { clusterOf } from './argocd/argocd';
import { renderArgoCd } from './argocd/render';
import { syncAnnotations } from './argocd/sync';
import { crdFiles, withNeeds } from './dist/crds';
import { type Delivered, delivered, refuseClashes } from './dist/delivered';
import { header } from './dist/header';
import { settled } from './dist/settled';
import { located } from './explain/places';
import { renderFlux } from './flux/render';
import { fileName, STAGES, type Stage, stageOf } from './order/stages';
import type { DeliveryProps } from './program/props';

/** Files by their path below the output folder. */
export type Files = ReadonlyMap<string, string>;

/** What a synth made: files, and each environment with its tree. */
export interface Rendered {
  readonly files: Files;
  readonly meshes: readonly { readonly environment: Environment; readonly mesh: MeshEnvironment }[];
}

/**
 * Synthesizes environments: `<environment>/<stage>.k8s.yaml` for every stage that has objects, `crds/` with the CRDs that they need, and with
 * `delivery` what brings those of them that name a `delivery` into their clusters, in folders of its own. `warn` hears what refuses nothing
 * and should be looked at.
 * @throws Refused with every problem of every environment; nothing is written
 */
export const render = (
  environments: readonly Environment[],
  delivery?: DeliveryProps,
  warn: (line: string) => void = () => undefined,
): Files => rendered(environments, delivery, warn).files;

/** The same with the trees. @throws Refused */
export function rendered(
  environments: readonly Environment[],
  delivery?: DeliveryProps,
  warn: (line: string) => void = () => undefined,
): Rendered {
  try {
    return renderedOnce(environments, delivery, warn);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw located(error, () => renderedOnce(environments, delivery));
  }
}

/** The same, whose problems do not name lines of code. @throws Refused */
export function renderedOnce(
  environments: readonly Environment[],
  delivery?: DeliveryProps,
  warn: (line: string) => void = () => undefined,
): Rendered {
  const misnamed = nameProblems(environments);
  if (misnamed.length > 0) throw new Refused(misnamed);
  const app = new MeshApp();
  const refused: string[] = [];
  const causes: Error[] = [];
  const done = new Set<string>();
  const collecting = <T>(name: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      const { messages, causes: own } = refusedBy(error, name);
      refused.push(...messages);
      causes.push(...own);
      return undefined;
    }
  };
  const meshes = environments.flatMap((environment) => {
    const { name } = environment;
    const mesh = collecting(name, () => new MeshEnvironment(app, environment));
    // Half of one says nothing.
    if (mesh === undefined)
      for (const { node } of app.node.children) if (!done.has(node.id)) app.node.tryRemoveChild(node.id);
    for (const { node } of app.node.children) done.add(node.id);
    return mesh === undefined ? [] : [{ environment, mesh }];
  });
  const charts: ReadonlyMap<Chart, readonly ApiObject[]> = collecting('meshes', () => app.objects()) ?? new Map();
  if (refused.length > 0)
    throw new Refused([...new Set(refused)], undefined, [...causes, ...meshes.flatMap(({ mesh }) => faultsOf(mesh))]);
  const files = new Map(crdFiles(meshes.flatMap(({ mesh }) => mesh.crds)));
  const asked: Delivered[] = [];
  for (const line of app.warnings()) warn(line);
  for (const { environment, mesh } of meshes) {
    const objects = (charts.get(mesh) ?? []).filter((object) => mesh.writes(object));
    for (const [at, [name, text]] of [...filesOf(environment, objects)].entries())
      files.set(`${environment.name}/${name}`, at === 0 ? withNeeds(text, mesh.crds) : text);
    if (environment.delivery !== undefined)
      asked.push(delivered(environment.name, environment.delivery, objects, mesh.crds));
  }
  const delivering = delivery === undefined ? [] : deliver(environments, asked, delivery);
  return { files: new Map([...files, ...delivering]), meshes };
}

/** What delivers environments. */
function deliver(environments: readonly Environment[], asked: readonly Delivered[], props: DeliveryProps): Files {
  const argoCd = asked.filter((one): one is Delivered<ByArgoCd> => one.delivery.by === 'argo-cd');
  const flux = asked.filter((one): one is Delivered<ByFlux> => one.delivery.by === 'flux');
  refuseClashes(
    props.project,
    environments.map(({ name }) => name),
    [
      ...argoCd.map((one) => ({
        environment: one.environment,
        by: one.delivery.by,
        cluster: Object.values(clusterOf(one)).join(),
      })),
      // Each Flux in a cluster of its own applies what is its environment's; only a Secret names one cluster for all.
      ...flux.map(({ environment, delivery: { by, kubeconfig = `that of ${environment}` } }) => ({
        environment,
        by,
        cluster: kubeconfig,
      })),
    ],
  );
  return new Map([
    ...(argoCd.length === 0 ? [] : renderArgoCd(props, argoCd)),
    ...(flux.length === 0 ? [] : renderFlux(props, flux)),
  ]);
}

/** The objects of one environment as one file per stage, or per object where a stage wants that. */
export function filesOf(
  { name, delivery }: Pick<Environment, 'name' | 'delivery'>,
  objects: readonly ApiObject[],
): Files {
  const staged = objects.map((object) => ({ stage: stageOf(object), object }));
  return new Map(
    [...STAGES]
      .sort((a, b) => a.number - b.number)
      .flatMap((stage) => {
        const here = staged.filter((entry) => entry.stage === stage).map(({ object }) => object);
        const head = header(`environment ${name}, stage ${stage.name}`);
        const texts = (some: readonly ApiObject[]) => some.map((object) => printed(stage, delivery)(asJudged(object)));
        return [...grouped(here, (object) => fileName(stage, object))].map(
          ([file, some]) => [file, head + texts(some).join(SEPARATOR)] as const,
        );
      }),
  );
}

/** How an object of a stage is printed. kubectl and our own command follow the file names; Argo CD needs each object's wave. */
const printed = (stage: Stage, delivery?: Delivery) => (delivery?.by === 'argo-cd' ? inWave(stage) : plain);

const plain = remembered((object: KubeObject) => printYaml(settled(object)));

const inWave = remembered(({ wave }: Stage) =>
  remembered((object: KubeObject) => {
    const json = settled(object) as KubeObject;
    const annotations = { ...json.metadata?.annotations, ...syncAnnotations(json.kind, wave) };
    return printYaml({ ...json, metadata: { ...json.metadata, annotations } });
  }),
);
