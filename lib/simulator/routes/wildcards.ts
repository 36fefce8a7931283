import { holdsKey, isWild } from '../../model/hosts/holding';
import { hostOfKey } from '../../model/hosts/names';
import type { Known, View } from '../view';
import type { Routing } from './routing';

/** Hosts of routes in the mesh that begin with `*`. Source: istio pilot/pkg/networking/core/route/route.go, separateVSHostsAndServices. */

const holding = (host: string, { listened }: View, port: number): readonly Known[] =>
  [...listened.values()].filter((one) => one.ports.some(({ number }) => number === port) && holdsKey(host, one.host));

/** A wildcard that holds a host which has the port. */
export const meetsOne = (host: string, view: View, port: number): boolean =>
  isWild(host) && holding(host, view, port).length > 0;

/** Of the routes for a wildcard, the first alone counts for the services that it holds, whatever its rules. */
export const isFirst = (routing: Routing, host: string, { routings }: View): boolean =>
  routings.find(({ hosts }) => hosts.includes(host)) === routing;

/** Names that a wildcard of a route is for. One that holds services is for these, of which those that are no wildcards have routes of their own. */
export function namesOf(routing: Routing, host: string, view: View, port: number): readonly string[] {
  const services = holding(host, view, port);
  if (services.length === 0) return [hostOfKey(host)];
  const isOurs = (one: Known) =>
    isWild(one.host) && longest(view, one) === host && isFirst(routing, host, view) && speaksHttp(one, port);
  return services.filter(isOurs).map((one) => hostOfKey(one.host));
}

/** It has the port, for HTTP or for what is found out. */
export const speaksHttp = (known: Known, port: number): boolean =>
  known.ports.some(({ number, layer }) => number === port && (layer === 'http' || layer === undefined));

const longest = ({ routings }: View, { host }: Known): string | undefined =>
  routings
    .flatMap((one) => one.hosts)
    .filter((own) => isWild(own) && holdsKey(own, host))
    .sort((a, b) => hostOfKey(b).length - hostOfKey(a).length)[0];

/** The host of a route by which a service that none names exactly is meant. */
export function mostSpecificWild(view: View, known: Known | undefined): string | undefined {
  if (known === undefined) return undefined;
  return view.routings.some(({ hosts }) => hosts.includes(known.host)) ? undefined : longest(view, known);
}
