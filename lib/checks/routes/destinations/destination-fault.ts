import { isAddress, isPort } from '../../../kit/formats/formats';
import { isHost } from '../../../model/hosts/grammar';
import type { HttpRule } from '../../../model/routes/routes';
import { isLabel } from '../../istiod/words';

export type Destination = NonNullable<NonNullable<HttpRule['route']>[number]['destination']>;

/** Why a destination is none (MESH959); whether one is there is asked of the others alone. */
export function destinationFault(destination: Destination | undefined): string | undefined {
  if (destination === undefined) return 'is missing';
  const { host, subset, port } = destination;
  if (isAddress(host)) return undefined;
  if (host === '*' || !isHost(host)) return `has the host ${JSON.stringify(host)}`;
  if (subset !== undefined && !isLabel(subset)) return `has the subset ${JSON.stringify(subset)}`;
  return port !== undefined && !isPort(port.number ?? 0) ? `has the port ${port.number}` : undefined;
}
