import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Addons } from '../addons/addons';
import { Gateway } from '../gateways/gateway';
import { GatewayApiCrds, IstioCrds } from '../istio/base/crds';
import { ReaderAccount } from '../istio/base/reader';
import { Cni } from '../istio/cni/cni';
import { Introduction } from '../istio/remote/introduction';
import { ControlPlanes } from '../istio/revisions/control-planes';
import { Ztunnel } from '../istio/ztunnel/ztunnel';

/**
 * A step of every installation. Its number makes the file name; gaps leave room, so that a new stage renames nothing.
 */
export interface Stage {
  readonly number: number;
  /**
   * Argo CD's sync wave: it begins when every earlier wave is healthy. Within one, Argo CD orders by kind (namespaces, CRDs, accounts, roles...).
   * Stages share a wave where nothing fails without the wait: an addon that does not start, or a load balancer without an address, keeps
   * nothing waiting. Waves follow the numbers but for validation: Argo CD has waited for istiod when it comes to the webhooks.
   */
  readonly wave: number;
  readonly name: string;
  /** What must be true of an object that belongs here; the first stage that holds it takes it. */
  readonly holds: (object: ApiObject) => boolean;
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
  (object: ApiObject) =>
    object.node.scopes.some((scope) => classes.some((one) => scope instanceof one));

/**
 * The order of an installation, spelt once: files, sync waves and the apply command come from it. What gives objects their meaning
 * (CRDs, namespaces) comes first; the injection webhook comes before every pod that needs it, so that none starts uninjected; what
 * refuses objects while istiod is away (validation) comes last.
 */
export const STAGES = [
  { number: 0, wave: 0, name: 'crds', holds: madeBy(IstioCrds, GatewayApiCrds) },
  { number: 10, wave: 0, name: 'namespaces', holds: kind('Namespace') },
  { number: 90, wave: 20, name: 'validation', holds: kind('ValidatingWebhookConfiguration') },
  { number: 20, wave: 0, name: 'base', holds: madeBy(ReaderAccount, Introduction) },
  { number: 30, wave: 0, name: 'istiod', holds: madeBy(ControlPlanes) },
  { number: 35, wave: 35, name: 'cni', holds: madeBy(Cni) },
  { number: 36, wave: 35, name: 'ztunnel', holds: madeBy(Ztunnel) },
  { number: 40, wave: 40, name: 'gateways', holds: madeBy(Gateway) },
  { number: 70, wave: 40, name: 'mesh', holds: group('istio.io', 'gateway.networking.k8s.io', 'cert-manager.io') },
  { number: 50, wave: 40, name: 'addons', holds: madeBy(Addons) },
  { number: 60, wave: 40, name: 'workloads', holds: () => true },
] as const satisfies readonly Stage[];

/** The stage of an object. */
export function stageOf(object: ApiObject): Stage {
  const stage = STAGES.find(({ holds }) => holds(object));
  if (stage === undefined) throw new Error(`no stage holds ${object.node.path}`);
  return stage;
}

/** `30-istiod.k8s.yaml` */
export const fileName = ({ number, name }: Stage): string => `${String(number).padStart(2, '0')}-${name}.k8s.yaml`;
