import { upgradeProblems } from '../checks/upgrade';
import type { IstioProps } from '../istio/props';
import { Revision } from '../istio/revisions/revision';
import { override, type Patch } from '../kit/override';
import { message, Refused } from '../kit/problems';
import type { Environment } from './types';

export interface UpgradePlan {
  /** The new control plane: a `revision` of its own, and what else is new. It starts from the present one's props. */
  readonly to: Patch<IstioProps> & { readonly revision: string };
  /** Tags in the order in which those who follow them move. */
  readonly rings: readonly string[];
}

/** One step: an environment to apply, whose difference to the one before is small. */
export interface UpgradeStep {
  readonly environment: Environment;
  /** What moves, in one sentence. */
  readonly does: string;
  /** What must be rolled out before the next step: `namespace/kind/name`. */
  readonly ready: readonly string[];
  /** Namespaces whose pods move when they are restarted, as a label selector. @default - none */
  readonly restart?: string;
  /** The environment that takes this step back. */
  readonly back: string;
}

/**
 * The steps of a canary upgrade, in order: the new revision beside the old one, the node agents, ring after ring, the gateways, and at last
 * the old revision is removed. Each step is a whole environment, so going back is applying the one before.
 * @throws MESH660-MESH664, all at once, where the plan would leave something behind
 */
export function upgrade(from: Environment, { to, rings }: UpgradePlan): readonly UpgradeStep[] {
  const old = new Revision(from.istio);
  const next = override(from.istio, to);
  const { name } = new Revision(next);
  const problems = upgradeProblems({
    from: { revision: old.name, version: from.istio.image.tag },
    to: { revision: name, version: next.image.tag },
    tags: from.tags ?? {},
    rings,
  });
  if (problems.length > 0) throw new Refused(problems.map((problem) => message(problem, from.name)));

  const steps: UpgradeStep[] = [];
  const step = (id: string, change: (before: Environment) => Patch<Environment>, about: About) => {
    const before = steps.at(-1)?.environment ?? from;
    const patch = { ...change(before), name: `${from.name}-${steps.length + 1}-${id}`, purpose: about.does };
    steps.push({ environment: override(before, patch), back: before.name, ...about });
  };
  const istiod = `${next.namespace}/deployment/${new Revision(next).service}`;

  step(`add-${name}`, ({ revisions = [] }) => ({ revisions: [...revisions, next] }), {
    does: `Control plane ${name} starts beside ${old.name}; nothing follows it yet.`,
    ready: [istiod],
  });
  if (from.cni !== undefined || from.ztunnel !== undefined)
    step('nodes', () => ({ nodesFollow: name }), {
      does: `CNI agent and ztunnel become those of ${name}.`,
      ready: [
        ...(from.cni ? [`${from.cni.namespace ?? next.namespace}/daemonset/istio-cni-node`] : []),
        ...(from.ztunnel ? [`${from.ztunnel.namespace ?? next.namespace}/daemonset/ztunnel`] : []),
      ],
    });
  for (const ring of rings)
    step(`ring-${ring}`, () => ({ tags: { [ring]: name } }), {
      does: `What follows tag ${ring} moves to ${name} as its pods are restarted.`,
      ready: [],
      restart: ring === 'default' ? 'istio-injection=enabled' : `istio.io/rev=${ring}`,
    });
  const moving = Object.entries(from.gateways).filter(([, { follows = old.name }]) => follows === old.name);
  if (moving.length > 0)
    step('gateways', () => ({ gateways: Object.fromEntries(moving.map(([id]) => [id, { follows: name }])) }), {
      does: `Gateways move to ${name}.`,
      ready: moving.map(([, gateway]) => `${gateway.namespace ?? next.namespace}/deployment/${gateway.name}`),
    });
  step(
    `remove-${old.name}`,
    ({ revisions = [] }) => ({
      istio: next,
      revisions: others(revisions, next),
      nodesFollow: null,
      gateways: Object.fromEntries(moving.map(([id]) => [id, { follows: null }])),
    }),
    {
      does: `Control plane ${old.name} goes; ${name} is the one that is followed where nothing else is said.`,
      ready: [istiod],
    },
  );
  return steps;
}

type About = Pick<UpgradeStep, 'does' | 'ready' | 'restart'>;

const others = (revisions: readonly IstioProps[], one: IstioProps): readonly IstioProps[] =>
  revisions.filter(({ revision }) => revision !== one.revision);
