import type { Live } from '../../delivery/dist/manifest';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

interface Workload {
  readonly spec?: { readonly replicas?: number };
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly conditions?: readonly Condition[] | null;
  };
}

interface WebhookConfiguration {
  readonly webhooks?: readonly {
    readonly name: string;
    readonly clientConfig: { readonly caBundle?: string; readonly service?: unknown };
  }[];
}

const rollout = (
  wanted: number,
  updated = 0,
  available = 0,
  conditions: readonly Condition[] = [],
): string | undefined => {
  const trouble = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True')?.message;
  const because = trouble === undefined ? '' : `: ${trouble}`;
  if (updated < wanted) return `${updated} of ${wanted} pods are of the new version${because}`;
  return available < wanted ? `${available} of ${wanted} pods are available${because}` : undefined;
};

const workload = (live: Live): Workload => live as Workload & Live;

/** A controller has seen this version of the object. */
const seen = ({ metadata, status }: Workload): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

const replicated = (live: Live): string | undefined => {
  const { spec, status } = workload(live);
  if (!seen(workload(live))) return 'no controller has seen it yet';
  const available = live.kind === 'StatefulSet' ? status?.readyReplicas : status?.availableReplicas;
  const wanted = spec?.replicas ?? 1;
  const old = (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  const reason = rollout(wanted, status?.updatedReplicas, available, conditionsOf(live));
  return (
    reason ?? (old > 0 && live.kind === 'Deployment' ? `${old} pods of the old version are still there` : undefined)
  );
};

const daemonSet = (live: Live): string | undefined => {
  const { status } = workload(live);
  if (!seen(workload(live))) return 'no controller has seen it yet';
  return rollout(status?.desiredNumberScheduled ?? 0, status?.updatedNumberScheduled, status?.numberAvailable);
};

/** The API server says `null` until a CRD's first condition. */
const conditionsOf = (live: Live): readonly Condition[] => workload(live).status?.conditions ?? [];

const established = (live: Live): string | undefined =>
  conditionsOf(live).some(({ type, status }) => type === 'Established' && status === 'True')
    ? undefined
    : 'not served yet';

/** istiod writes its CA into its webhooks once it serves them; until then every call of them fails. */
const hasCa = (live: Live): string | undefined => {
  const webhooks = (live as WebhookConfiguration & Live).webhooks ?? [];
  const without = webhooks.filter(({ clientConfig }) => clientConfig.service !== undefined && !clientConfig.caBundle);
  return without.length === 0 ? undefined : 'istiod has not yet written its CA into it';
};

const RULES: Readonly<Record<string, (live: Live) => string | undefined>> = {
  CustomResourceDefinition: established,
  Deployment: replicated,
  StatefulSet: replicated,
  DaemonSet: daemonSet,
  MutatingWebhookConfiguration: hasCa,
  ValidatingWebhookConfiguration: hasCa,
};

/** Kinds that take time to become what they say. */
export const takesTime = ({ kind }: { readonly kind: string }): boolean => kind in RULES;

/** Why an object does not do its work yet, in a few words; undefined once it does. */
export const unready = (live: Live | undefined, kind: string): string | undefined =>
  live === undefined ? 'not there' : RULES[kind]?.(live);

/** What holds an object that is being deleted: a namespace says it itself, others only have finalizers. */
export function lingers(live: Live): string {
  const remains = conditionsOf(live).filter(({ status }) => status === 'True');
  const said = remains.flatMap(({ message }) => message ?? []);
  const { finalizers = [] } = live.metadata;
  if (live.kind === 'Namespace' && said.length > 0) return said.join(' ');
  return finalizers.length === 0 ? 'still being deleted' : `held by ${finalizers.join(', ')}`;
}
