import type { ApplicationSpecSyncPolicy } from '../../../imports/argoproj.io';

/**
 * How Argo CD keeps a cluster as `dist/` says. There are no ignored differences: `dist/` is written as the server stores it, and what istiod
 * fills in (its CA in the webhooks) is not in it.
 */
export const SYNC_POLICY: ApplicationSpecSyncPolicy = {
  automated: { prune: true, selfHeal: true },
  syncOptions: [
    // Fields have owners, so what istiod writes is not taken for a difference.
    'ServerSideApply=true',
    // What routes lead to goes after the routes.
    'PruneLast=true',
  ],
  // The first sync waits for istiod to serve its webhooks.
  retry: { limit: 10, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
};

/** On CRDs and namespaces: removing one takes along what others keep in it, so Argo CD never does. */
export const PROTECTED = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;
const PRECIOUS: readonly string[] = ['CustomResourceDefinition', 'Namespace'];

/** What an object says to Argo CD: its wave, and that it stays. */
export const syncAnnotations = (kind: string, wave: number): Readonly<Record<string, string>> => ({
  'argocd.argoproj.io/sync-wave': String(wave),
  ...(PRECIOUS.includes(kind) ? PROTECTED : {}),
});
