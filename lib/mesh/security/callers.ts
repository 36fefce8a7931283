import type { Construct } from 'constructs';
import { filled, unlessEmpty } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh/mesh';
import { POLICY } from '../../problems/mesh/policy';
import { type GatewayPods, Listeners } from '../edge/listeners';
import { principal, type ServiceAccountRef, type ServiceHandle, type VersionHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';

/** What else can be said of who asks; all that is given must hold, with one value of each list. */
export interface SourceFields {
  /** `namespace/*` patterns of workloads' identities: `<trust domain>/ns/<namespace>/sa/<name>`. */
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces?: readonly string[];
  /** `<namespace>/<name>`, or a name alone in the policy's namespace; in place of principals and namespaces. */
  readonly serviceAccounts?: readonly string[];
  readonly notServiceAccounts?: readonly string[];
  /** Trust domains of the callers' identities, where meshes trust each other. */
  readonly trustDomains?: readonly string[];
  readonly notTrustDomains?: readonly string[];
  /** `<issuer>/<subject>` of a verified token, or `*` for any. */
  readonly requestPrincipals?: readonly string[];
  readonly notRequestPrincipals?: readonly string[];
  /** Address of the connection's other end. */
  readonly ipBlocks?: readonly string[];
  readonly notIpBlocks?: readonly string[];
  /** Address of the client, as the gateway's proxies in front say it. */
  readonly remoteIpBlocks?: readonly string[];
  readonly notRemoteIpBlocks?: readonly string[];
}

/** A gateway as a caller: the project's own Gateway, or one made elsewhere. */
export interface CallingGateway extends GatewayPods {
  /** Name of the ServiceAccount of its pods. */
  readonly serviceAccount: string;
}

/** Who may ask: a service, one version of it, a gateway (of the Gateway API by its Listeners, if Istio deploys its pods), a whole namespace, an account, or what is said field by field. */
export type Caller =
  | ServiceHandle
  | VersionHandle
  | CallingGateway
  | Listeners
  | MeshNamespace
  | ServiceAccountRef
  | SourceFields;

const isGateway = (caller: object): caller is CallingGateway => 'selector' in caller && 'serviceAccount' in caller;
const isVersion = (caller: object): caller is VersionHandle => 'kind' in caller && caller.kind === 'version';
const isService = (caller: object): caller is ServiceHandle => 'declaredCalls' in caller;
const isAccount = (caller: object): caller is ServiceAccountRef => 'name' in caller && 'namespace' in caller;

/** Versions of the same service, other than this one, whose pods run as the account. */
const sharing = ({ service, name }: VersionHandle, account: ServiceAccountRef): readonly string[] =>
  service.versions.filter(
    (other) => other !== name && service.version(other).serviceAccounts.some((one) => one.name === account.name),
  );

/** The ServiceAccounts of a version, each its own alone. */
function accountsOfVersion(scope: Construct, version: VersionHandle): readonly ServiceAccountRef[] {
  const what = `${version.service.name} ${version.name}`;
  if (version.serviceAccounts.length === 0) refuse(scope, MESH.noServiceAccount(what));
  for (const account of version.serviceAccounts) {
    const others = sharing(version, account);
    if (others.length > 0) refuse(scope, POLICY.sharedAccount(what, account.name, others));
  }
  return version.serviceAccounts;
}

function accountsOfService(scope: Construct, service: ServiceHandle): readonly ServiceAccountRef[] {
  const without = service.versions.find((name) => service.version(name).serviceAccounts.length === 0);
  if (without !== undefined) refuse(scope, MESH.noServiceAccount(`${service.name} ${without}`));
  if (service.serviceAccounts.length === 0) refuse(scope, MESH.noServiceAccount(service.host));
  return service.serviceAccounts;
}

/** Istio's own pods of a Gateway run as `<gateway>-istio`; those of another gateway are named as that. */
function accountOf(scope: Construct, { name, namespace, props }: Listeners): ServiceAccountRef {
  if (props.api !== 'gateway-api' || props.gateway !== undefined) refuse(scope, POLICY.notOfGatewayApi(name));
  return { name: `${name}-istio`, namespace };
}

/** Who a caller is, if it has an identity of its own. */
function accountsOf(scope: Construct, caller: Caller): readonly ServiceAccountRef[] {
  if (caller instanceof MeshNamespace) return [];
  if (caller instanceof Listeners) return [accountOf(scope, caller)];
  if (isGateway(caller)) return [{ name: caller.serviceAccount, namespace: caller.namespace }];
  if (isVersion(caller)) return accountsOfVersion(scope, caller);
  if (isService(caller)) return accountsOfService(scope, caller);
  return isAccount(caller) ? [caller] : [];
}

const isFields = (caller: Caller): caller is SourceFields =>
  !(caller instanceof MeshNamespace || isGateway(caller) || isVersion(caller) || isService(caller)) &&
  !isAccount(caller);

/**
 * Istio's `from` for a list of callers, any of whom may ask; `undefined` for everybody.
 * @throws MESH314 for a caller without a ServiceAccount, MESH403 for a version that shares its own
 */
export function sourcesOf(scope: Construct, callers: readonly Caller[], trustDomain: string) {
  const principals = callers.flatMap((caller) => accountsOf(scope, caller)).map((one) => principal(one, trustDomain));
  const namespaces = callers.flatMap((caller) => (caller instanceof MeshNamespace ? [caller.name] : []));
  const fields = callers.filter(isFields);
  const handles = [
    unlessEmpty({ principals: filled([...new Set(principals)].sort()) }),
    unlessEmpty({ namespaces: filled([...new Set(namespaces)].sort()) }),
  ].filter((source) => source !== undefined);
  return filled([...handles, ...fields].map((source) => ({ source })));
}
