import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '../installation/environment';
import type { IstioProps } from '../istio/props';
import { Revision } from '../istio/revisions/revision';
import { override, type Patch } from '../kit/override';
import { refuse } from '../kit/problems';
import { UPGRADE } from '../problems/installation/upgrade';
import { nextTo, others, stepsTo, type UpgradePlan, type UpgradeStep } from './upgrade';

/** How far an environment is on its way to another control plane. */
export interface Progress {
  readonly from: IstioProps;
  readonly to: IstioProps;
  readonly steps: readonly UpgradeStep[];
  /** So many of the steps are taken. */
  readonly done: number;
}

/** What an upgrade is asked for: rings are the environment's tags in their order where none are named. */
export type Wanted = Pick<UpgradePlan, 'to'> & Partial<UpgradePlan>;

/**
 * The steps of an upgrade, and how many of them the environment has behind it: it says so itself, by its revisions, tags and gateways.
 * @throws MESH660-MESH666
 */
export function progressOf(now: Environment, { to, rings }: Wanted): Progress {
  const { revision } = to;
  const old = new Revision(now.istio).name;
  if (old === revision) refuse(now.name, UPGRADE.done(revision));
  const present = now.revisions?.find((one) => one.revision === revision);
  const from = present === undefined ? now : before(now, present, old);
  const next = present ?? nextTo(now.istio, to);
  const steps = stepsTo(from, next, rings ?? ringsOf(now, [revision, old]));
  const states = [from, ...steps.map(({ environment }) => environment)];
  const done = states.findLastIndex((one) => isDeepStrictEqual(stateOf(one), stateOf(now)));
  if (done < 0) refuse(now.name, UPGRADE.offPlan(steps.map(({ name }) => name)));
  return { from: from.istio, to: next, steps, done };
}

/** Those that have moved, and then those that follow the old one still. */
const ringsOf = ({ tags = {} }: Environment, revisions: readonly string[]): readonly string[] =>
  revisions.flatMap((name) => Object.entries(tags).flatMap(([tag, target]) => (target === name ? [tag] : [])));

/** What the steps move. */
const stateOf = ({ istio, revisions = [], tags = {}, nodesFollow, gateways }: Environment) => ({
  revisions: [istio, ...revisions].map((one) => new Revision(one).name),
  tags,
  nodesFollow,
  follows: Object.values(gateways).map(({ follows }) => follows),
});

/** The environment as it was before anything moved. */
function before(now: Environment, next: IstioProps, old: string): Environment {
  const { revision } = next;
  const moved = Object.entries(now.gateways).filter(([, { follows }]) => follows === revision);
  const tags = Object.entries(now.tags ?? {}).filter(([, target]) => target === revision);
  const patch: Patch<Environment> = {
    revisions: others(now.revisions, next),
    gateways: Object.fromEntries(moved.map(([name]) => [name, { follows: null }])),
    ...(now.tags !== undefined && { tags: Object.fromEntries(tags.map(([tag]) => [tag, old])) }),
    ...(now.nodesFollow === revision && { nodesFollow: null }),
  };
  return override(now, patch);
}
