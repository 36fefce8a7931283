import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import type { Call, Mesh, Written } from '../mesh';
import { hostKey, serviceKey } from './names';

/** Who is called, by the key of the host. */
export const calledKey = ({ callee, calleeNamespace }: Pick<Call, 'callee' | 'calleeNamespace'>): string =>
  calleeNamespace === '' ? callee : serviceKey({ name: callee, namespace: calleeNamespace });

export const servicesByHost = remembered(
  (mesh: Mesh): ReadonlyMap<string, Mesh['Service'][number]> =>
    new Map(mesh.Service.map((service) => [serviceKey(service), service])),
);

/** Hosts that ServiceEntries declare. */
export const entriesByHost = remembered(
  (mesh: Mesh): ReadonlyMap<string, Mesh['ServiceEntry'][number]> =>
    new Map(mesh.ServiceEntry.flatMap((entry) => entry.spec.hosts.map((host) => [host, entry] as const))),
);

const rulesByHost = remembered((mesh: Mesh) =>
  grouped(mesh.DestinationRule, ({ spec: { host }, namespace }) => hostKey(host, namespace)),
);

/** DestinationRules for a host, by its key. */
export const rulesFor = (mesh: Mesh, key: string): readonly Written<Mesh['DestinationRule'][number]['spec']>[] =>
  rulesByHost(mesh).get(key) ?? [];
