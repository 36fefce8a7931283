import type { Construct } from 'constructs';
import type { StringMap } from '../../kit/formats/labels';
import { refuse } from '../../kit/problems';
import { identity } from '../../model/policies/identities';
import { MESH } from '../../problems/mesh/mesh';
import type { ServicePort } from './ports';

export type Labels = StringMap;

/** A ServiceAccount as policies refer to it. */
export interface ServiceAccountRef {
  readonly name: string;
  readonly namespace: string;
}

/** SPIFFE identity as policies spell it: `<trust domain>/ns/<namespace>/sa/<name>`. */
export const principal = (account: ServiceAccountRef, trustDomain = 'cluster.local'): string =>
  identity(account, trustDomain);

/** A call that was declared: whole service, or one version of it, to a service. */
export interface DeclaredCall {
  readonly from: ServiceHandle;
  readonly fromVersion?: string;
  readonly to: ServiceHandle;
}

/** What routes and policies refer to: a Microservice, or a service made elsewhere. */
export interface ServiceHandle {
  readonly name: string;
  /** Namespace of its Service; `undefined` for a host outside the mesh. */
  readonly namespace: string | undefined;
  /** Fully qualified host. */
  readonly host: string;
  /** All hosts, where it is several that share everything else. @default - `host` alone */
  readonly hosts?: readonly string[];
  readonly ports: readonly ServicePort[];
  /** Names of its versions: of a Microservice, values of the pods' label `version`. */
  readonly versions: readonly string[];
  /** Labels that all of its pods carry. */
  readonly podLabels: Labels;
  /** Every ServiceAccount that its pods may run as. */
  readonly serviceAccounts: readonly ServiceAccountRef[];
  readonly declaredCalls: readonly DeclaredCall[];
  /** One of its versions. @throws MESH305 if it has no such version */
  version(name: string): VersionHandle;
  /** One of its ports, by number. @throws MESH310 if it has no such port */
  port(number: number): PortHandle;
}

/** One version of a service: a subset, in Istio's words. */
export interface VersionHandle {
  readonly kind: 'version';
  readonly service: ServiceHandle;
  readonly name: string;
  readonly podLabels: Labels;
  /** Labels by which callers tell its pods from those of other versions. */
  readonly subsetLabels: Labels;
  readonly serviceAccounts: readonly ServiceAccountRef[];
  /** One of its ports, by number. @throws MESH310 if the service has no such port */
  port(number: number): PortHandle;
}

/** One port of a service or of one of its versions. */
export interface PortHandle {
  readonly kind: 'port';
  readonly service: ServiceHandle;
  readonly version?: VersionHandle;
  readonly port: ServicePort;
}

/** Where a route may send traffic. */
export type Target = ServiceHandle | VersionHandle | PortHandle;

/** A target, taken apart. */
export interface Address {
  readonly service: ServiceHandle;
  readonly version: VersionHandle | undefined;
  readonly port: ServicePort | undefined;
}

export function addressOf(target: Target): Address {
  if (!('kind' in target)) return { service: target, version: undefined, port: undefined };
  return target.kind === 'version'
    ? { service: target.service, version: target, port: undefined }
    : { service: target.service, version: target.version, port: target.port };
}

/** The one port that is meant: the target's own, or its service's only one. @throws MESH311 if there are several */
export function portOf(target: Target): ServicePort {
  const { service, port } = addressOf(target);
  const [only, ...more] = service.ports;
  if (port !== undefined) return port;
  if (only === undefined) refuse(service.host, MESH.noPort(service.host));
  if (more.length > 0)
    refuse(
      service.host,
      MESH.whichPort(
        service.name,
        service.ports.map((p) => p.port),
      ),
    );
  return only;
}

/** The host as resources in `namespace` spell it: short beside the Service, else fully qualified. */
export const hostFrom = (service: ServiceHandle, namespace: string): string =>
  service.namespace === namespace ? service.name : service.host;

/** @throws MESH305 if the service has no such version */
export function versionOf(
  service: ServiceHandle,
  name: string,
  versions: ReadonlyMap<string, readonly ServiceAccountRef[]>,
  subsetLabels: Labels = { version: name },
): VersionHandle {
  const serviceAccounts = versions.get(name);
  if (serviceAccounts === undefined) refuse(service.host, MESH.unknownVersion(service.name, name, service.versions));
  const podLabels = { ...service.podLabels, ...subsetLabels };
  const handle: VersionHandle = {
    kind: 'version',
    service,
    name,
    podLabels,
    subsetLabels,
    serviceAccounts,
    port: (number) => portHandle(service, number, handle),
  };
  return handle;
}

/** @throws MESH310 if the service has no such port */
export function portHandle(service: ServiceHandle, number: number, version?: VersionHandle): PortHandle {
  const port = service.ports.find((p) => p.port === number);
  if (port === undefined)
    refuse(
      service.host,
      MESH.unknownPort(
        service.name,
        number,
        service.ports.map((p) => p.port),
      ),
    );
  return version === undefined ? { kind: 'port', service, port } : { kind: 'port', service, version, port };
}

/** Refuses ports and versions that are of another service than the one that is spoken of. @throws MESH367 */
export function mustBeOf(scope: Construct, own: ServiceHandle, parts: readonly (PortHandle | VersionHandle)[]): void {
  for (const part of parts)
    if (part.service.host !== own.host)
      refuse(
        scope,
        MESH.otherService(
          part.kind === 'port' ? `port ${part.port.port}` : `version ${part.name}`,
          part.service.name,
          own.name,
        ),
      );
}
