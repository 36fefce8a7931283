import type { StringMap } from './labels';
/** Levels of Kubernetes' Pod Security Standards. Source: kubernetes.io/docs/concepts/security/pod-security-standards. */
export const POD_SECURITY = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurity = (typeof POD_SECURITY)[number];

export const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Labels that have the API server refuse pods of a namespace that fall short of a level; none if none is asked for. */
export const podSecurityLabels = (level: PodSecurity | undefined): StringMap =>
  level === undefined ? {} : { [ENFORCE]: level };
