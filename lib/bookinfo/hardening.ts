import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { Resources } from '../istio/props';
import type { VersionProps } from '../mesh/services/version';

export const BOOKINFO_SERVICES = ['productpage', 'details', 'reviews', 'ratings'] as const;
export type BookinfoService = (typeof BOOKINFO_SERVICES)[number];

/**
 * `none`: the sample as it is; `psa`: only what the Pod Security variant of the sample sets; `restricted`: least privilege;
 * `production`: also sized for the scheduler, probed, and drained.
 */
export const HARDENING_LEVELS = ['none', 'psa', 'restricted', 'production'] as const;
export type HardeningLevel = (typeof HARDENING_LEVELS)[number];

interface Measure {
  readonly reason: string;
  readonly set: ISecurityContext;
  /** Services whose image does not run with it. */
  readonly except?: readonly BookinfoService[];
}

/** What is added to the sample's containers, each with its reason. */
export const HARDENING: readonly Measure[] = [
  { reason: 'every image names a numeric user other than root (1000, reviews 1001)', set: { runAsNonRoot: true } },
  { reason: 'no process of the images gains rights at run time', set: { allowPrivilegeEscalation: false } },
  { reason: 'port 9080 and plain files need no Linux capability', set: { capabilities: { drop: ['ALL'] } } },
  { reason: 'Pod Security `restricted` asks for it', set: { seccompProfile: { type: 'RuntimeDefault' } } },
  {
    reason: 'they write to /tmp alone; the Liberty server of reviews also writes below its own configuration',
    set: { readOnlyRootFilesystem: true },
    except: ['reviews'],
  },
];

/** So that the scheduler counts them, and none takes its node's memory. Interpreters need tens of MiB when idle, the Liberty server 200. */
const RESOURCES: Readonly<Record<BookinfoService, Resources>> = {
  productpage: { requests: { cpu: '20m', memory: '256Mi' }, limits: { memory: '512Mi' } },
  details: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  reviews: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } },
  ratings: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
};

/** Seconds: their programs end at once when they are told to, while sidecars still send them requests. */
const DRAIN = 5;

/** As the sample for Pod Security spells it. */
const PSA: ISecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['all'] },
  runAsNonRoot: true,
};

/** What a level adds to the versions of one service. */
export function hardening(level: HardeningLevel, service: BookinfoService): Partial<VersionProps> {
  if (level === 'none') return {};
  if (level === 'psa') return { securityContext: PSA };
  const measures = HARDENING.filter(({ except = [] }) => !except.includes(service));
  const securityContext: ISecurityContext = Object.assign({}, ...measures.map(({ set }) => set));
  return level === 'restricted'
    ? { securityContext }
    : { securityContext, resources: RESOURCES[service], readiness: '/health', drain: DRAIN };
}
