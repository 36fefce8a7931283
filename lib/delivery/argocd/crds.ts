import type { ApplicationSpecSource, ApplicationSpecSyncPolicy } from '../../../imports/argoproj.io';
import { CRDS } from '../dist/crds';
import type { DeliveryProps } from '../program/props';
import { SYNC_POLICY } from './sync';

/** CRDs are a unit of their own: never pruned, whatever leaves Git. What the environment has of their kinds is tried again until they are there. */
export const CRD_POLICY: ApplicationSpecSyncPolicy = { ...SYNC_POLICY, automated: { prune: false, selfHeal: true } };

/**
 * The files of CRD sets, by their names. Not what guards them against older ones: Argo CD replaces whatever it finds, so it leaves the guard
 * of whoever brought newer ones in place, which then refuses these.
 */
export const crdSource = (props: DeliveryProps, sets: readonly string[]): ApplicationSpecSource => ({
  repoUrl: props.repository,
  targetRevision: props.revision,
  path: `${props.path}/${CRDS}`,
  directory: { include: `{${sets.map((name) => `${name}.k8s.yaml`).join(',')}}` },
});
