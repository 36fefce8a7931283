import type { Environment, EnvironmentGateway } from '../installation/environment';
import { imageTag } from '../istio/parts/image';
import type { IstioProps } from '../istio/props';
import { DEFAULT_REVISION, Revision } from '../istio/revisions/revision';
import { defined, filled } from '../kit/defined';
import { override, type Patch } from '../kit/override';
import { message, Refused } from '../kit/problems';
import { leftBy, leftByAll, rolledOut } from './kubectl';
import { upgradeNotes } from './notes';
import { upgradeProblems } from './rules';

export interface UpgradePlan {
  /** The new control plane: a `revision` of its own, and what else is new. It starts from the present one's props. */
  readonly to: Patch<IstioProps> & { readonly revision: string };
  /** Tags in the order in which those who follow them move. */
  readonly rings: readonly string[];
}

/** A change of what runs. The environment keeps its name: in `dist/` it takes the place of the one before, as a small difference. */
export interface Move {
  readonly environment: Environment;
  /** Commands that all end with 0 where it is safe to apply it. */
  readonly safe: readonly string[];
  /** What must be rolled out then: `namespace/kind/name`. */
  readonly ready: readonly string[];
  /** Namespaces whose pods move when they are restarted, as a label selector. @default - none */
  readonly restart?: string;
}

/** One step forward, and the step that takes it back. */
export interface UpgradeStep extends Move {
  /** `add-1-31-1`, `ring-early` */
  readonly name: string;
  /** What moves, in one sentence. */
  readonly does: string;
  /** What changes for users between the two minors; said by the step that starts the new control plane. @default - nothing */
  readonly changes?: readonly string[];
  readonly back: Move;
}

/**
 * The steps of a canary upgrade, in order: the new revision beside the old one, the node agents, ring after ring, the gateways, and at last
 * the old revision is removed. Each step is a whole environment, applied with what left it pruned; at any step, the way back is short.
 * @throws MESH660-MESH664, all at once, where the plan would leave something behind
 */
export const upgrade = (from: Environment, { to, rings }: UpgradePlan): readonly UpgradeStep[] =>
  stepsTo(from, nextTo(from.istio, to), rings);

/** The same, to a control plane that is written down already. @throws MESH660-MESH664 */
export function stepsTo(from: Environment, next: IstioProps, rings: readonly string[]): readonly UpgradeStep[] {
  const old = new Revision(from.istio);
  const fresh = new Revision(next);
  const { name } = fresh;
  const problems = upgradeProblems({
    from: { revision: old.name, version: imageTag(from.istio) },
    to: { revision: name, version: imageTag(next) },
    tags: from.tags ?? {},
    rings,
  });
  if (problems.length > 0) throw new Refused(problems.map((problem) => message(problem, from.name)));

  const steps: UpgradeStep[] = [];
  const step = (id: string, change: (before: Environment) => Environment, about: About) => {
    const last = steps.at(-1);
    const environment = last?.environment ?? from;
    const { does, changes, ready, restart, safe = done(last, old), back } = about;
    steps.push({
      ...{
        name: id,
        environment: change(environment),
        does,
        safe,
        ready,
        ...defined({ restart, changes }),
      },
      back: { environment, safe: [rolledOut(istiod(old))], ready, ...defined({ restart }), ...back },
    });
  };
  const following = (name: string) =>
    Object.entries(from.gateways).filter(([, { follows = old.name }]) => follows === name);
  const rollouts = (gateways: readonly (readonly [string, EnvironmentGateway])[]) =>
    gateways.map(([, { namespace = next.namespace, kind = 'Deployment', name: gateway }]) =>
      [namespace, kind.toLowerCase(), gateway].join('/'),
    );

  step(`add-${name}`, (before) => override(before, { revisions: [...(before.revisions ?? []), next] }), {
    does: `Control plane ${name} starts beside ${old.name}; nothing follows it yet.`,
    changes: filled(upgradeNotes(from.istio.version, next.version)),
    ready: [istiod(fresh)],
    back: { safe: [leftByAll(name)], ready: [] },
  });
  if (from.cni !== undefined || from.ztunnel !== undefined)
    step('nodes', (before) => override(before, { nodesFollow: name }), {
      does: `CNI agent and ztunnel become those of ${name}.`,
      ready: [
        ...(from.cni ? [`${from.cni.namespace ?? next.namespace}/daemonset/istio-cni-node`] : []),
        ...(from.ztunnel ? [`${from.ztunnel.namespace ?? next.namespace}/daemonset/ztunnel`] : []),
      ],
    });
  for (const ring of rings)
    step(`ring-${ring}`, (before) => override(before, { tags: { [ring]: name } }), {
      does: `What follows tag ${ring} moves to ${name} as its pods are restarted.`,
      ready: rollouts(following(ring)),
      restart: ring === DEFAULT_REVISION ? 'istio-injection=enabled' : `istio.io/rev=${ring}`,
    });
  const moving = following(old.name);
  const followed = (follows: string | null): Patch<Environment> => ({
    gateways: Object.fromEntries(moving.map(([id]) => [id, { follows }])),
  });
  if (moving.length > 0)
    step('gateways', (before) => override(before, followed(name)), {
      does: `Gateways move to ${name}.`,
      ready: rollouts(moving),
    });
  step(
    `remove-${old.name}`,
    // As it is: what the old one alone had does not stay.
    (before) => ({
      ...override(before, { ...followed(null), revisions: others(before.revisions, next), nodesFollow: null }),
      istio: next,
    }),
    {
      does: `Control plane ${old.name} goes; ${name} is the one that is followed where nothing else is said.`,
      safe: [...done(steps.at(-1), old), leftByAll(old.name)],
      ready: [istiod(fresh)],
      back: { safe: [], ready: [istiod(old)] },
    },
  );
  return steps;
}

/** The new control plane: another minor does not take over the tag and the digests of the old one's images. */
export function nextTo(istio: IstioProps, to: Patch<IstioProps>): IstioProps {
  const isOther = to.version !== undefined && to.version !== istio.version;
  return override(isOther ? override(istio, { image: { tag: null, digests: null } }) : istio, to);
}

type About = Pick<UpgradeStep, 'does' | 'ready'> & {
  readonly changes?: readonly string[] | undefined;
  readonly restart?: string;
  readonly safe?: Move['safe'];
  readonly back?: Partial<Move>;
};

const istiod = ({ namespace, service }: Revision): string => `${namespace}/deployment/${service}`;

/** Whether all of a step has happened. */
const done = (step: UpgradeStep | undefined, old: Revision): readonly string[] => [
  ...(step?.ready ?? []).map(rolledOut),
  ...(step?.restart === undefined ? [] : [leftBy(step.restart, old.name)]),
];

/** Control planes beside the one that is followed; `null` takes the list away. */
export function others(revisions: readonly IstioProps[] = [], one: IstioProps): readonly IstioProps[] | null {
  const left = revisions.filter(({ revision }) => revision !== one.revision);
  return left.length === 0 ? null : left;
}
