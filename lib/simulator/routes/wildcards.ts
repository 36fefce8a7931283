import { holdsKey, isWild } from '../../model/hosts/holding';
import { hostOfKey } from '../../model/hosts/names';
import type { Known, View } from '../view';

/** Hosts of routes in the mesh that begin with `*`. Source: istio pilot/pkg/networking/core/route/route.go, separateVSHostsAndServices. */

const holding = (host: string, { listened }: View, port: number): readonly Known[] =>
  [...listened.values()].filter((one) => one.ports.some(({ number }) => number === port) && holdsKey(host, one.host));

/** A wildcard that holds a host which has the port. */
export const meetsOne = (host: string, view: View, port: number): boolean =>
  isWild(host) && holding(host, view, port).length > 0;

/** A wildcard that holds a service is for the services that it holds, and for nothing else. */
export const meetsService = (host: string, view: View, port: number): boolean =>
  holding(host, view, port).some((one) => !isWild(one.host));

/** The host of a route by which a service that none names exactly is meant. */
export function mostSpecificWild(view: View, known: Known | undefined): string | undefined {
  if (known === undefined) return undefined;
  const hosts = view.routings.flatMap((one) => one.hosts);
  if (hosts.includes(known.host)) return undefined;
  return hosts
    .filter((host) => isWild(host) && holdsKey(host, known.host))
    .sort((a, b) => hostOfKey(b).length - hostOfKey(a).length)[0];
}
