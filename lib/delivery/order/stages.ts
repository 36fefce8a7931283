import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Addons } from '../../addons/addons';
import { BoardFile } from '../../addons/grafana/board-file';
import { Gateway } from '../../gateways/gateway';
import { ReaderAccount } from '../../istio/base/reader';
import { Cni } from '../../istio/nodes/cni/cni';
import { Ztunnel } from '../../istio/nodes/ztunnel/ztunnel';
import { Introduction } from '../../istio/remote/introduction';
import { ControlPlanes } from '../../istio/revisions/control-planes';
import { remembered } from '../../kit/once-per-object';

/**
 * A step of every installation. Its number makes the file name; gaps leave room, so that a new stage renames nothing.
 */
export interface Stage {
  readonly number: number;
  /**
   * Argo CD's sync wave, and the order of what Flux brings. The next wave begins when every object of this one is healthy, so a wave that is
   * not the last holds nothing that may never be: no load balancer without an address, no autoscaler without metrics, no node agent where a
   * node is away, no addon or workload that does not start. What istiod or its webhook may refuse at first is in a wave of its own, because
   * Argo CD tries a wave again only when everything in it has come to an end.
   */
  readonly wave: number;
  readonly name: string;
  /** What must be true of an object that belongs here; the first stage that holds it takes it. */
  readonly holds: (object: ApiObject) => boolean;
  /** Each object has a file of its own, called like it. @default - one file for all */
  readonly isEachAlone?: true;
}

const kind =
  (...kinds: readonly string[]) =>
  (object: ApiObject) =>
    kinds.includes(object.kind);

const group =
  (...groups: readonly string[]) =>
  (object: ApiObject) =>
    groups.some((name) => object.apiGroup === name || object.apiGroup.endsWith(`.${name}`));

const madeBy =
  (...classes: readonly (abstract new (...args: never[]) => Construct)[]) =>
  (object: ApiObject) => {
    for (let scope = object.node.scope; scope !== undefined; scope = scope.node.scope)
      if (classes.some((one) => scope instanceof one)) return true;
    return false;
  };

/** The wave in which nothing is waited for. */
const LAST = 60;

/**
 * The order of an installation, spelt once: files, sync waves, Flux's stages and the apply command come from it. What gives objects their meaning
 * (CRDs, namespaces) comes first; the injection webhook comes before every pod that needs it, so that none starts uninjected. By the numbers,
 * what refuses objects while istiod is away (validation) comes last; by the waves, it comes when istiod has been waited for.
 */
export const STAGES = [
  { number: 10, wave: 10, name: 'namespaces', holds: kind('Namespace') },
  { number: 90, wave: 40, name: 'validation', holds: kind('ValidatingWebhookConfiguration') },
  { number: 80, wave: LAST, name: 'scaling', holds: kind('HorizontalPodAutoscaler') },
  { number: 20, wave: 20, name: 'base', holds: madeBy(ReaderAccount, Introduction) },
  { number: 30, wave: 30, name: 'istiod', holds: madeBy(ControlPlanes) },
  { number: 35, wave: LAST, name: 'cni', holds: madeBy(Cni) },
  { number: 36, wave: LAST, name: 'ztunnel', holds: madeBy(Ztunnel) },
  { number: 40, wave: LAST, name: 'gateways', holds: madeBy(Gateway) },
  { number: 70, wave: 50, name: 'mesh', holds: group('istio.io') },
  { number: 65, wave: LAST, name: 'certificates', holds: group('cert-manager.io') },
  { number: 75, wave: LAST, name: 'gateway-api', holds: group('gateway.networking.k8s.io') },
  { number: 45, wave: LAST, name: 'dashboards', holds: madeBy(BoardFile), isEachAlone: true },
  { number: 50, wave: LAST, name: 'addons', holds: madeBy(Addons) },
  { number: 60, wave: LAST, name: 'workloads', holds: () => true },
] as const satisfies readonly Stage[];

/** What comes before them all: `dist/crds/`, which no environment owns. */
export const CRD_STAGE: Stage = { number: 0, wave: 0, name: 'crds', holds: () => false };

/** The stage of an object. */
export const stageOf = remembered((object: ApiObject): Stage => {
  const stage = STAGES.find(({ holds }) => holds(object));
  if (stage === undefined) throw new Error(`no stage holds ${object.node.path}`);
  return stage;
});

/** `30-istiod` */
export const stageId = ({ number, name }: Stage): string => `${String(number).padStart(2, '0')}-${name}`;

/** `30-istiod.k8s.yaml`, or `45-istio-mesh-dashboard.k8s.yaml` for an object of its own file. */
export const fileName = (stage: Stage, { name }: Pick<ApiObject, 'name'>): string =>
  `${stageId(stage.isEachAlone ? { ...stage, name } : stage)}.k8s.yaml`;

/** The stage of a file of an environment. */
export const stageOfFile = (path: string): Stage | undefined => {
  const [, number] = /(?:^|\/)(\d\d)-[^/]*$/.exec(path) ?? [];
  return STAGES.find((stage) => stage.number === Number(number));
};
