import type { Live, Manifest } from '../../delivery/dist/manifest';

/** Kinds whose removal takes other people's objects along. */
export const PRECIOUS: readonly string[] = ['CustomResourceDefinition', 'Namespace'];

/** On what would take others along: this command created it, so that it may delete it. */
const CREATED = 'cdk8s-istio/created-by';

/** An object as it is applied: it says who created it when that was this command, and goes on to say so. */
export function marked<T extends Manifest>(object: T, before: Live | undefined, environment: string): T {
  if (!PRECIOUS.includes(object.kind)) return object;
  const creator = before === undefined ? environment : before.metadata.annotations?.[CREATED];
  if (creator === undefined) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [CREATED]: creator } },
  };
}

/** Whether the cluster had it before: then it stays. */
export const wasThere = ({ kind, metadata }: Live): boolean =>
  PRECIOUS.includes(kind) && metadata.annotations?.[CREATED] === undefined;
