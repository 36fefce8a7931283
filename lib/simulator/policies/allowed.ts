import type { IConstruct } from 'constructs';
import type { StringMap } from '../../kit/formats/labels';
import type { Listeners } from '../../mesh/edge/listeners';
import type { Source } from '../../mesh/route/match';
import type { ServiceHandle, VersionHandle } from '../../mesh/services/handles';
import { PROTOCOLS } from '../../mesh/services/ports';
import { named, workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { meshBelow, outermost } from '../../model/tree';
import { doorOf } from '../routes/servers';
import type { Pods } from './security';
import { type PodVerdict, verdictOf } from './verdict';

export type { PodVerdict };

/** May a caller ask this? All that is not given is not known: a rule that needs it does not apply. */
export interface Question {
  /** Who asks: a service or version of the mesh. @default - somebody without a proxy, as from outside */
  readonly from?: Source;
  /** Through which gateway it comes: its pods ask then. */
  readonly gateway?: Listeners;
  readonly to: ServiceHandle | VersionHandle;
  /** @default - the service's first */
  readonly port?: number;
  /** @default 'GET' */
  readonly method?: string;
  /** @default '/' */
  readonly path?: string;
  readonly headers?: StringMap;
  /** Claims of the token that it carries, rightly signed; `.` between nested ones. @default - it carries none */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
  /** Address of the client. */
  readonly ip?: string;
}

/** The answer. */
export interface Verdict {
  /** All pods of the service take it. */
  readonly allowed: boolean;
  readonly pods: readonly PodVerdict[];
}

const caller = (mesh: Mesh, { from, gateway }: Pick<Question, 'from' | 'gateway'>): Pods | undefined => {
  if (gateway !== undefined) {
    const door = doorOf(gateway);
    const found = workloadsIn(mesh, door.namespace, door.selector)[0];
    const account = 'serviceAccount' in door ? String(door.serviceAccount) : door.name;
    return found ?? plain(door.namespace, door.name, door.selector, account);
  }
  if (from === undefined) return undefined;
  const namespace = 'kind' in from ? from.service.namespace : from.namespace;
  if (namespace === undefined) return undefined;
  const found = workloadsIn(mesh, namespace, from.podLabels)[0];
  return found ?? plain(namespace, from.name, from.podLabels, from.serviceAccounts[0]?.name ?? 'default');
};

const plain = (namespace: string, name: string, labels: Pods['labels'], serviceAccount: string): Pods => ({
  namespace,
  name,
  labels,
  serviceAccount,
  annotations: {},
  hostNetwork: false,
  portNames: new Map(),
});

/** What runs a service's pods: each with the version that it is. */
function podsOf(mesh: Mesh, to: Question['to']): readonly Pods[] {
  const service = 'kind' in to ? to.service : to;
  const found = service.namespace === undefined ? [] : workloadsIn(mesh, service.namespace, to.podLabels);
  if (found.length > 0 || service.namespace === undefined) return found;
  return [plain(service.namespace, to.name, to.podLabels, to.serviceAccounts[0]?.name ?? 'default')];
}

/** The same of a mesh that is data already. */
export function allowedIn(mesh: Mesh, { from, gateway, to, port, ...asked }: Question): Verdict {
  const service = 'kind' in to ? to.service : to;
  const addressed = port === undefined ? service.ports[0] : service.ports.find((one) => one.port === port);
  const number = addressed?.port ?? port ?? 80;
  const written = named(mesh.Service, `${service.namespace}/${service.name}`)?.spec.ports?.find(
    (one) => one.port === number,
  );
  const callee = {
    name: service.name,
    namespace: service.namespace ?? '',
    host: service.host,
    port: number,
    targetPort: written?.targetPort ?? addressed?.targetPort ?? number,
    isHttp: addressed === undefined || PROTOCOLS[addressed.protocol].layer === 'http',
  };
  const asker = caller(mesh, { ...(from && { from }), ...(gateway && { gateway }) });
  const subset = 'kind' in to ? to.name : undefined;
  const pods = podsOf(mesh, to).map((one) => verdictOf(mesh, asked, asker, callee, one, subset));
  return { allowed: pods.every(({ allowed }) => allowed), pods };
}

/**
 * May a caller ask a service this, as policies below `root` will be written: no cluster, no Envoy. NetworkPolicies, mutual TLS, tokens
 * and AuthorizationPolicies are looked at as the callee's proxy does; an external authorizer is named, not asked.
 */
export const allowed = (root: IConstruct, question: Question): Verdict =>
  allowedIn(meshBelow(outermost(root)), question);
