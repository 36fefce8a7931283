import type { ApiObject } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { refusedBy } from '../checks/judge/mistyped';
import { faultsOf } from '../installation/apps';
import type { ByArgoCd, ByFlux, Delivery } from '../installation/delivery';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { nameProblems } from '../installation/name';
import type { CrdSet } from '../istio/base/crds';
import { grouped } from '../kit/grouped';
import { inSynth, remembered } from '../kit/once-per-object';
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
import { located as withLines } from './explain/places';
import { renderFlux } from './flux/render';
import { fileName, STAGES, type Stage, stageOf } from './order/stages';
import type { DeliveryProps } from './program/props';

/** Files by their path below the output folder. */
export type Files = ReadonlyMap<string, string>;

/** An environment and its tree. */
interface OneMade {
  readonly environment: Environment;
  readonly mesh: MeshEnvironment;
}

/** What a synth made: files, and each environment with its tree. */
export interface Rendered {
  readonly files: Files;
  readonly meshes: readonly OneMade[];
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
): Files => located(environments, delivery, warn);

/** The same with the trees. @throws Refused */
export function rendered(
  environments: readonly Environment[],
  delivery?: DeliveryProps,
  warn: (line: string) => void = () => undefined,
): Rendered {
  const meshes: OneMade[] = [];
  const files = located(environments, delivery, warn, (one) => meshes.push(one));
  return { files, meshes };
}

/** The same, whose problems name lines of code. @throws Refused */
function located(...[environments, delivery, ...rest]: Parameters<typeof renderedOnce>): Files {
  try {
    return renderedOnce(environments, delivery, ...rest);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw withLines(error, () => renderedOnce(environments, delivery));
  }
}

/**
 * The same, whose problems do not name lines of code. Each environment is made, judged and printed by itself, so that its tree need not stay
 * while others are made; `keep` gets those that shall. @throws Refused
 */
export function renderedOnce(
  environments: readonly Environment[],
  delivery?: DeliveryProps,
  warn: (line: string) => void = () => undefined,
  keep: (one: OneMade) => void = () => undefined,
): Files {
  const misnamed = nameProblems(environments);
  if (misnamed.length > 0) throw new Refused(misnamed);
  const making = new Attempts();
  const judging = new Attempts();
  const faults: Error[] = [];
  const synth = {};
  const crds: CrdSet[] = [];
  const files = new Map<string, string>();
  const asked: Delivered[] = [];
  const warnings: string[] = [];
  for (const environment of environments) {
    const { name } = environment;
    const app = new MeshApp();
    inSynth(app, synth);
    const mesh = making.of(name, () => new MeshEnvironment(app, environment));
    if (mesh === undefined) continue; // half of one says nothing
    const charts = judging.of(name, () => app.objects());
    faults.push(...faultsOf(mesh));
    if (charts === undefined || making.messages.length + judging.messages.length > 0) continue;
    warnings.push(...app.warnings());
    crds.push(...mesh.crds);
    const objects = (charts.get(mesh) ?? []).filter((object) => mesh.writes(object));
    for (const [at, [file, text]] of [...filesOf(environment, objects)].entries())
      files.set(`${name}/${file}`, at === 0 ? withNeeds(text, mesh.crds) : text);
    if (environment.delivery !== undefined) asked.push(delivered(name, environment.delivery, objects, mesh.crds));
    keep({ environment, mesh });
  }
  const refused = new Set([...making.messages, ...judging.messages]);
  if (refused.size > 0) throw new Refused([...refused], undefined, [...making.causes, ...judging.causes, ...faults]);
  for (const line of warnings) warn(line);
  const delivering = delivery === undefined ? [] : deliver(environments, asked, delivery);
  return new Map([...crdFiles(crds), ...files, ...delivering]);
}

/** What was tried, and what is wrong with it: one mistake keeps no other from being found. */
class Attempts {
  readonly messages: string[] = [];
  readonly causes: Error[] = [];

  of<T>(name: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      const { messages, causes } = refusedBy(error, name);
      this.messages.push(...messages);
      this.causes.push(...causes);
      return undefined;
    }
  }
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
          ([file, some]) => [file, head + concatenated(texts(some))] as const,
        );
      }),
  );
}

/** Documents after each other. A text that was added up keeps its parts, which environments share; a joined one is another copy. */
const concatenated = ([first = '', ...others]: readonly string[]): string =>
  others.reduce((text, one) => text + SEPARATOR + one, first);

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
