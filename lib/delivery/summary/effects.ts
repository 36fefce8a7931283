import { address } from '../dist/manifest';
import type { Change, FieldChange } from './compare';
import { fields, show } from './shown';

/** What a change does in a cluster, in the order in which a reviewer wants to read it. */
export const EFFECTS = ['risky', 'restarts', 'traffic', 'other'] as const;

export interface Effect {
  readonly effect: (typeof EFFECTS)[number];
  /** A sentence for the reviewer; it begins with the object. */
  readonly text: string;
}

/** An effect and the object that has it. */
export interface Said extends Effect {
  readonly kind: string;
  readonly name: string;
}

const WORKLOADS: readonly string[] = ['Deployment', 'DaemonSet', 'StatefulSet'];
const SECURITY: readonly string[] = ['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication'];
const ROUTES: readonly string[] = [
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'ServiceEntry',
  'Sidecar',
  'EnvoyFilter',
];
const matching = (change: Change, pattern: RegExp): readonly FieldChange[] =>
  change.what === 'changed' ? change.fields.filter(({ path }) => pattern.test(path)) : [];

type Rule = (change: Change, name: string) => readonly Effect[];

const risky = (text: string): readonly Effect[] => [{ effect: 'risky', text }];

const ifAny = (changes: readonly FieldChange[], effect: (changes: readonly FieldChange[]) => readonly Effect[]) =>
  changes.length === 0 ? [] : effect(changes);

const RIGHTS = {
  added: 'somebody gets rights',
  changed: "somebody's rights are not what they were",
  removed: 'somebody loses rights',
} as const;

/** A webhook that leads to another istiod is how a tag moves; any other change of one may stop a cluster. */
function webhook(change: Change, name: string): readonly Effect[] {
  if (change.what !== 'changed') return risky(`${name} is ${change.what}`);
  const target = /clientConfig\.service\.name$/;
  const [moved] = matching(change, target);
  if (
    moved === undefined ||
    !change.fields.every(({ path }) => target.test(path) || path.startsWith('metadata.labels'))
  )
    return risky(
      `${name}: ${fields(change.fields)}; a wrong webhook stops pods from starting or objects from being stored`,
    );
  const { before, after } = moved;
  return change.object.kind === 'MutatingWebhookConfiguration'
    ? [
        {
          effect: 'restarts',
          text: `${name} moves from ${show(before)} to ${show(after)}: pods that follow it move when they restart`,
        },
      ]
    : risky(`${name} moves from ${show(before)} to ${show(after)}, which judges Istio resources from now on`);
}

/** What each kind of change means; a change may mean several things. */
const RULES: readonly Rule[] = [
  (change, name) =>
    change.what === 'removed' && change.object.kind === 'CustomResourceDefinition'
      ? risky(
          `${name} goes from the files; the cluster keeps it, and with it every object of its kind, until it is pruned on purpose`,
        )
      : [],
  (change, name) =>
    change.what === 'removed' && change.object.kind === 'Namespace'
      ? risky(`${name} goes from the files; removing it from the cluster would delete all that is in it`)
      : [],
  (change, name) =>
    change.object.kind === 'CustomResourceDefinition'
      ? ifAny(matching(change, /^spec\.versions/), (changes) =>
          risky(`${name}: its schema changes: ${fields(changes)}; apply the CRDs before istiod (the stages do)`),
        )
      : [],
  (change, name) =>
    change.object.kind === 'CustomResourceDefinition'
      ? ifAny(
          matching(change, /^spec\.versions\[[^\]]+\](\.served)?$/).filter(
            ({ after }) => after === undefined || after === false,
          ),
          (changes) =>
            risky(
              `${name}: ${changes.map(({ path }) => /\[(.+)\]/.exec(path)?.[1]).join(', ')} is served no more; who still writes it is refused`,
            ),
        )
      : [],
  (change, name) =>
    change.object.kind === 'DaemonSet' && change.object.metadata.name.startsWith('ztunnel')
      ? ifAny(matching(change, /^spec\.template\./), () =>
          risky(`${name} restarts node by node: long connections of the ambient pods on a node end with its ztunnel`),
        )
      : [],
  (change, name) =>
    WORKLOADS.includes(change.object.kind)
      ? ifAny(matching(change, /^spec\.selector/), () =>
          risky(
            `${name}: its selector changes, which the server refuses; delete it first, which is an outage, or choose another name`,
          ),
        )
      : [],
  (change, name) =>
    WORKLOADS.includes(change.object.kind)
      ? ifAny(matching(change, /^spec\.template\./), (changes) => [
          { effect: 'restarts', text: `${name} restarts: ${fields(changes)}` },
        ])
      : [],
  (change, name) =>
    ifAny(matching(change, /^spec\.(replicas|minReplicas|maxReplicas|minAvailable|maxUnavailable)$/), (changes) =>
      risky(`${name}: ${fields(changes)}`),
    ),
  (change, name) =>
    change.object.kind === 'Service'
      ? ifAny(matching(change, /^spec\.(type|clusterIP|selector|ports)/), (changes) =>
          risky(`${name} is reached in another way: ${fields(changes)}`),
        )
      : [],
  (change, name) => (change.object.kind.endsWith('WebhookConfiguration') ? webhook(change, name) : []),
  (change, name) =>
    change.what === 'removed' && WORKLOADS.includes(change.object.kind)
      ? risky(`${name} goes, and its pods with it`)
      : [],
  (change, name) =>
    /Role(Binding)?$/.test(change.object.kind) &&
    (change.what !== 'changed' || matching(change, /^(rules|roleRef|subjects|aggregationRule)/).length > 0)
      ? risky(`${name} is ${change.what}: ${RIGHTS[change.what]}`)
      : [],
  (change, name) =>
    SECURITY.includes(change.object.kind)
      ? risky(
          `${name} is ${change.what}${change.what === 'changed' ? `: ${fields(change.fields)}` : ''}; check who may still call whom`,
        )
      : [],
  (change, name) =>
    ROUTES.includes(change.object.kind) && !SECURITY.includes(change.object.kind)
      ? [
          {
            effect: 'traffic',
            text: `${name} is ${change.what}${change.what === 'changed' ? `: ${fields(change.fields)}` : ''}`,
          },
        ]
      : [],
  (change, name) =>
    change.object.kind === 'ConfigMap' &&
    /^istio-sidecar-injector/.test(change.object.metadata.name) &&
    change.what === 'changed'
      ? [
          {
            effect: 'restarts',
            text: `${name} changes: new pods get the new sidecar, running pods keep theirs until they restart`,
          },
        ]
      : [],
  (change, name) =>
    change.object.kind === 'ConfigMap' && /^istio(-[a-z0-9-]+)?$/.test(change.object.metadata.name)
      ? ifAny(matching(change, /^data\.mesh\b/), (changes) =>
          risky(
            `${name}: the mesh configuration changes: ${fields(changes)}; istiod takes it up at once, for every proxy`,
          ),
        )
      : [],
];

/** What a change means. Without a rule for it, that it is added, removed or changed. */
export function effectsOf(change: Change): readonly Said[] {
  const name = address(change.object);
  const found = RULES.flatMap((rule) => rule(change, name));
  const more = change.what === 'changed' ? `: ${fields(change.fields)}` : '';
  const plain: Effect = { effect: 'other', text: `${name} is ${change.what}${more}` };
  return (found.length > 0 ? found : [plain]).map((effect) => ({ ...effect, kind: change.object.kind, name }));
}
