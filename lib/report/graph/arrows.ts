import { grouped } from '../../kit/grouped';
import { entriesByHost } from '../../model/hosts/known';
import { hostKey } from '../../model/hosts/names';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import type { Workload } from '../../model/workloads/workloads';
import { calleeOf } from '../../simulator/policies/callee';
import type { Outcome, Reached } from '../../simulator/request';
import { serviceCalled } from '../handles';
import { namedIn } from '../places';
import type { GraphEdge, Hold, Share } from '../types';
import { heldBetween } from './holds';
import { doorsOf, idOf } from './nodes';

type Service = Mesh['Service'][number];
/** An arrow that may be one of several between two boxes. */
export type Edge = Omit<GraphEdge, 'id'>;

const rounded = (share: number): number => Math.round(share * 10) / 10;

/** Shares of the versions of one service. */
const sharesOf = (targets: readonly Reached[]): readonly Share[] =>
  targets.map(({ subset = '', share }) => ({ version: subset, share: rounded(share) }));

/** What a route does beside choosing where to. */
export const effectsOf = ({ delay, abort, timeout, retries, location, status }: Outcome): readonly string[] => [
  ...(delay === undefined ? [] : [`delays ${delay.percent}% by ${delay.fixed}`]),
  ...(abort === undefined ? [] : [`answers ${abort.percent}% with ${abort.status}`]),
  ...(location === undefined ? [] : [`redirects to ${location}`]),
  ...(status === undefined || location !== undefined ? [] : [`answers ${status}`]),
  ...(timeout === undefined ? [] : [`ends after ${timeout}`]),
  ...(retries === undefined ? [] : [`tries again ${retries} times`]),
];

/** A service of the mesh as the end of an arrow, and what holds the way there. */
export function towards(mesh: Mesh, callers: readonly (Workload | undefined)[], service: Service, port?: number) {
  const { name, namespace, spec } = service;
  const addressed = spec.ports?.find((one) => one.port === port) ?? spec.ports?.[0];
  const pods = spec.selector === undefined ? [] : workloadsIn(mesh, namespace, spec.selector);
  if (addressed === undefined) return { to: `${namespace}/${name}`, hold: 'bare' as Hold, by: 'it has no port' };
  return { to: `${namespace}/${name}`, ...heldBetween(mesh, callers, calleeOf(service, addressed), pods) };
}

/** Arrows to places, one for each service, with the shares of its versions. */
export function arrows(
  mesh: Mesh,
  cluster: string,
  from: { readonly id: string; readonly callers: readonly (Workload | undefined)[]; readonly kind: 'call' | 'route' },
  outcome: Outcome,
  objects: readonly string[],
): readonly Edge[] {
  const of = (targets: readonly Reached[], kind: Edge['kind']) =>
    [...grouped(targets, ({ host }) => host)].flatMap(([host, places]): readonly Edge[] => {
      const service = serviceCalled(mesh, host);
      const common = { from: from.id, kind, shares: sharesOf(places), effects: effectsOf(outcome) };
      if (service === undefined) {
        const entry = entriesByHost(mesh).get(host);
        if (entry === undefined) return [];
        const hold: Hold = isSecured(mesh, host, entry, places[0]?.port) ? 'tls' : 'plain';
        return [
          {
            ...common,
            to: idOf(cluster, 'outside', host),
            hold,
            by: outcome.by,
            objects: [...objects, ...namedIn(outcome.by)],
          },
        ];
      }
      const { to, hold, by } = towards(mesh, from.callers, service, places[0]?.port);
      const door = [...doorsOf(mesh).keys()].find((at) => isDoor(mesh, service, at));
      const end = door === undefined ? idOf(cluster, 'service', to) : idOf(cluster, 'gateway', door);
      return [
        { ...common, to: end, hold, by, objects: [...new Set([...objects, ...namedIn(outcome.by), ...namedIn(by)])] },
      ];
    });
  return [...of(outcome.targets, from.kind), ...of(outcome.mirrors, 'mirror')];
}

const isDoor = (mesh: Mesh, { namespace, spec }: Service, at: string): boolean =>
  workloadsIn(mesh, namespace, spec.selector ?? { '': '' }).some((pods) => `${pods.namespace}/${pods.name}` === at);

/** TLS to a host outside: the caller's own, or the proxy's. */
function isSecured(
  mesh: Mesh,
  host: string,
  { spec, namespace }: Mesh['ServiceEntry'][number],
  port: number | undefined,
): boolean {
  const addressed = spec.ports?.find(({ number }) => number === port) ?? spec.ports?.[0];
  if (/^(HTTPS|TLS)$/i.test(addressed?.protocol ?? '')) return true;
  return mesh.DestinationRule.some(
    (rule) =>
      hostKey(rule.spec.host, rule.namespace) === hostKey(host, namespace) &&
      [rule.spec.trafficPolicy?.tls, ...(rule.spec.trafficPolicy?.portLevelSettings ?? []).map(({ tls }) => tls)].some(
        (tls) => ['SIMPLE', 'MUTUAL'].includes(tls?.mode ?? ''),
      ),
  );
}
