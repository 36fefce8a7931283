import type { Problem } from '../../kit/problems';
import { TRAFFIC } from '../../problems/mesh/traffic';

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** A gateway's pods, and a Gateway of the Gateway API, read Secrets of their own namespace alone. */
export function credentialProblems(pods: Named | undefined, credential: Named | undefined): readonly Problem[] {
  if (credential === undefined || pods === undefined || credential.namespace === pods.namespace) return [];
  const remedy = `make it there: ${pods.name} reads Secrets of its own namespace alone, not of ${credential.namespace}`;
  return [TRAFFIC.missing('Secret', `${pods.namespace}/${credential.name}`, remedy)];
}
