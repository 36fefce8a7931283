import { METHODS } from '../../kit/formats/methods';
import { entriesByHost, servicesByHost } from '../../model/hosts/known';
import { hostKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { gatewaysOf, type HttpRule, ruleName } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Finding, Rule } from '../rule';

type Match = NonNullable<HttpRule['match']>[number];

const PARTS = ['uri', 'method', 'scheme', 'authority'] as const;

/** Why no request can be like this, and what was meant. */
function never({ uri = {}, method = {}, scheme = {} }: Match): readonly [why: string, remedy: string] | undefined {
  const path = uri.exact ?? uri.prefix;
  // The path of an OPTIONS request may be "*".
  if (path !== undefined && path !== '*' && path !== '' && !path.startsWith('/'))
    return [`no path begins with "${path}"`, `write "/${path}"`];
  if (path !== undefined && /[?#]/.test(path))
    return [`no path holds the query of "${path}"`, 'match the query by itself'];
  const verb = method.exact;
  if (METHODS.some((known) => known !== verb && known === verb?.toUpperCase()))
    return [`no client sends the method "${verb}"`, `write "${verb?.toUpperCase()}"`];
  return scheme.exact === undefined || /^https?$/.test(scheme.exact)
    ? undefined
    : [`no request has the scheme "${scheme.exact}"`, 'write "http" or "https"'];
}

/** Ports of all hosts of a route of the mesh alone, if all are known. At a gateway a match names the port of a server. */
function portsOf(mesh: Mesh, route: Mesh['VirtualService'][number]): readonly number[] | undefined {
  const { spec, namespace } = route;
  if (!gatewaysOf(route).every((gateway) => gateway === 'mesh')) return undefined;
  const ports = (spec.hosts ?? []).map((host) => {
    const key = hostKey(host, namespace);
    const entry = entriesByHost(mesh)
      .get(key)
      ?.spec.ports?.map(({ number }) => number);
    return (
      servicesByHost(mesh)
        .get(key)
        ?.spec.ports?.map(({ port }) => port) ?? entry
    );
  });
  return ports.some((one) => one === undefined) ? undefined : [...new Set(ports.flatMap((one) => one ?? []))];
}

/** Matches on a port that no host of the route has. */
const ofNoPort = (mesh: Mesh): readonly Finding[] =>
  mesh.VirtualService.flatMap((route) => {
    const { http = [], tls = [], tcp = [], hosts = [] } = route.spec;
    const onPorts = Object.entries({ http, tls, tcp }).flatMap(([kind, rules]) =>
      rules.flatMap(({ match = [], ...rule }, i) =>
        match.flatMap((one) =>
          one.port === undefined
            ? []
            : [{ one, port: one.port, name: ruleName(kind, i, 'name' in rule ? rule.name : undefined) }],
        ),
      ),
    );
    const ports = onPorts.length === 0 ? undefined : portsOf(mesh, route);
    if (ports === undefined || ports.length === 0) return [];
    return onPorts
      .filter(({ port }) => !ports.includes(port))
      .map(({ one, port, name }) => ({
        place: route.place,
        at: [one, 'port'],
        problem: ADVICE.neverApplies(
          name,
          `${hosts.join(', ')} has no port ${port}`,
          `name one of ${ports.join(', ')}`,
        ),
      }));
  });

export const matchApplies: Rule = {
  name: 'match-applies',
  codes: ['MESH886', 'MESH887'],
  severity: 'warning',
  about: 'a match of a route says something, and there are requests like it',
  reads: ['VirtualService', 'Service', 'ServiceEntry'],
  find: (mesh) => [
    ...ofNoPort(mesh),
    ...mesh.VirtualService.flatMap(({ place, spec }) =>
      (spec.http ?? []).flatMap(({ name, match = [] }, i) =>
        match.flatMap((one) => {
          const rule = ruleName('http', i, name);
          const wrong = never(one);
          const empty = PARTS.filter((part) => one[part] !== undefined && Object.keys(one[part] ?? {}).length === 0);
          return [
            ...(wrong === undefined ? [] : [{ place, at: [one], problem: ADVICE.neverApplies(rule, ...wrong) }]),
            ...empty.map((part) => ({ place, at: [one, part], problem: ADVICE.emptyMatch(rule, part) })),
          ];
        }),
      ),
    ),
  ],
};
