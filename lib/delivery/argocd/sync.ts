import type { ApplicationSpecSyncPolicy } from '../../../imports/argoproj.io';
import type { StringMap } from '../../kit/formats/labels';

/**
 * How Argo CD keeps a cluster as `dist/` says. There are no ignored differences: `dist/` is written as the server stores it, and what istiod
 * fills in (its CA in the webhooks) is not in it.
 */
export const SYNC_POLICY: ApplicationSpecSyncPolicy = {
  automated: { prune: true, selfHeal: true },
  syncOptions: [
    // Fields have owners, so what istiod writes is not taken for a difference.
    'ServerSideApply=true',
    // What another Application keeps, such as a platform's namespace or CRD, is not taken from it.
    'FailOnSharedResource=true',
  ],
  // The first sync waits for istiod to serve its webhooks; a newer commit may mend what fails.
  retry: { limit: 10, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
};

/**
 * On Applications. Argo CD 3.6 compares by dry runs on the server wherever it applies there; while istiod is down, its webhook fails each of
 * them, so that nothing could be compared and a mended istiod could not be rolled out.
 */
export const COMPARISON = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=false' } as const;

/** On CRDs and namespaces: removing one takes along what others keep in it, so Argo CD never does. */
const PROTECTED = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;
const PRECIOUS: readonly string[] = ['CustomResourceDefinition', 'Namespace'];

/** What an object says to Argo CD: its wave, and that it stays. */
export const syncAnnotations = (kind: string, wave: number): StringMap => ({
  'argocd.argoproj.io/sync-wave': String(wave),
  ...(PRECIOUS.includes(kind) ? PROTECTED : {}),
});
