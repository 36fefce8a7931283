import type { ApiObject, Chart } from 'cdk8s';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { MeshApp } from '../kit/mesh-app';
import { remembered } from '../kit/once-per-object';
import { printYaml, SEPARATOR } from '../kit/yaml';
import type { Delivered } from './argocd/argocd';
import type { ArgoCdProps } from './argocd/props';
import { delivered, renderArgoCd } from './argocd/render';
import { syncAnnotations } from './argocd/sync';
import { settled } from './settled';
import { fileName, STAGES, type Stage, stageOf } from './stages';

/** Files by their path below the output folder. */
export type Files = ReadonlyMap<string, string>;

/**
 * Synthesizes environments: `<environment>/<stage>.k8s.yaml` for every stage that has objects, and with `argocd` what makes Argo CD deliver
 * them, in a folder of its own.
 * @throws Refused with every problem of every environment; nothing is written
 */
export function render(environments: readonly Environment[], argocd?: ArgoCdProps): Files {
  const app = new MeshApp();
  const folders = new Map<Chart, string>(environments.map((one) => [new MeshEnvironment(app, one), one.name]));
  const files = new Map<string, string>();
  const asked: Delivered[] = [];
  for (const [chart, objects] of app.objects()) {
    const folder = folders.get(chart) ?? chart.node.id;
    for (const [name, text] of filesOf(objects)) files.set(`${folder}/${name}`, text);
    asked.push(delivered(folder, objects));
  }
  return argocd === undefined ? files : new Map([...files, ...renderArgoCd(argocd, asked)]);
}

/** The objects of one environment as one file per stage. */
export function filesOf(objects: readonly ApiObject[]): Files {
  const staged = objects.map((object) => ({ stage: stageOf(object), object }));
  return new Map(
    [...STAGES]
      .sort((a, b) => a.number - b.number)
      .flatMap((stage) => {
        const here = staged
          .filter((entry) => entry.stage === stage)
          .map(({ object }) => printed(stage)(object.toJson()));
        return here.length === 0 ? [] : [[fileName(stage), here.join(SEPARATOR)] as const];
      }),
  );
}

type Json = ReturnType<ApiObject['toJson']>;

/** The text of an object in a stage. Argo CD applies in waves; kubectl and our own command follow the file names. */
const printed = remembered(({ wave }: Stage) =>
  remembered((object: Json) => {
    const json = settled(object) as Json;
    const annotations = { ...json.metadata.annotations, ...syncAnnotations(json.kind, wave) };
    return printYaml({ ...json, metadata: { ...json.metadata, annotations } });
  }),
);
