import { catalogue } from '../../kit/problems';

/** Plans of canary upgrades. MESH660-MESH669. */
export const UPGRADE = catalogue({
  sameRevision: [
    'MESH660',
    (revision: string) => [
      `the new control plane has the old one's name "${revision}", so it would replace it instead of standing beside it`,
      'give it a revision of its own',
    ],
  ],
  noRing: [
    'MESH661',
    (ring: string, revision: string, known: readonly string[]) => [
      `ring "${ring}" is no tag of "${revision}"`,
      known.length > 0 ? `use ${known.join(', ')}` : 'have namespaces follow tags, one for each ring',
    ],
  ],
  ringTwice: ['MESH662', (ring: string) => [`ring "${ring}" moves twice`, 'name it once']],
  leftBehind: [
    'MESH663',
    (tags: readonly string[], revision: string) => [
      `${tags.join(', ')} would still stand for "${revision}" when it is removed`,
      'add them to the rings',
    ],
  ],
  skew: [
    'MESH664',
    (from: string, to: string, most: number) => [
      `an upgrade from ${from} to ${to} is none that proxies of the old version survive`,
      `go up by at most ${most} minors at a time`,
    ],
  ],
  done: [
    'MESH665',
    (revision: string) => [
      `"${revision}" is the control plane that is followed already`,
      'name a new one with --to; the way back from here is to revert the commit that removed the one before',
    ],
  ],
  offPlan: [
    'MESH666',
    (known: readonly string[]) => [
      'its revisions, tags and gateways are as none of the steps leaves them',
      `name the rings with --ring in the order in which they moved, or undo what is in no step (${known.join(', ')})`,
    ],
  ],
  noWayBack: ['MESH667', () => ['no step is taken yet', 'ask for the first one: cdk8s-istio upgrade next']],
});
