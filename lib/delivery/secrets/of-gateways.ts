import { type StringMap, selects } from '../../kit/formats/labels';
import { address, type Manifest } from '../dist/manifest';
import { podOf } from '../order/needs';
import type { NeededSecret } from './secret';

/** TLS of a server or of a client, as Istio's resources have it. */
interface Tls {
  readonly mode?: string;
  readonly credentialName?: string;
  readonly credentialNames?: readonly string[];
  readonly caCertCredentialName?: string;
}

interface Reference {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Gateway extends Manifest {
  readonly spec?: {
    readonly selector?: StringMap;
    readonly servers?: readonly { readonly tls?: Tls }[];
    readonly listeners?: readonly { readonly tls?: { readonly certificateRefs?: readonly Reference[] } }[];
  };
}

interface Policy extends Manifest {
  readonly spec?: {
    readonly host?: string;
    readonly workloadSelector?: { readonly matchLabels?: StringMap };
    readonly trafficPolicy?: Traffic & { readonly portLevelSettings?: readonly Traffic[] };
    readonly subsets?: readonly { readonly trafficPolicy?: Traffic }[];
  };
}

interface Traffic {
  readonly tls?: Tls;
}

const CERTIFICATE = ['tls.crt', 'tls.key'];
const AUTHORITY = 'ca.crt';

/** Certificates of listeners and of clients: Istio's lie beside the pods that show them, the Gateway API's beside the Gateway. */
export function ofGateway(object: Manifest, objects: readonly Manifest[]): readonly NeededSecret[] {
  const by = address(object);
  const own = object.metadata.namespace ?? 'default';
  if (object.kind === 'DestinationRule') {
    const all = clientTls(object);
    return (all.length > 0 ? clientsOf(object, objects) : []).flatMap((namespace) =>
      all.flatMap((tls) => secretsOf(tls, namespace, by, [AUTHORITY])),
    );
  }
  if (object.kind !== 'Gateway') return [];
  const { selector, servers = [], listeners = [] } = (object as Gateway).spec ?? {};
  const namespace = podsWith(selector, objects)?.metadata.namespace ?? own;
  return [
    ...servers.flatMap(({ tls }) => secretsOf(tls ?? {}, namespace, by)),
    ...listeners
      .flatMap(({ tls }) => tls?.certificateRefs ?? [])
      .filter(({ kind = 'Secret' }) => kind === 'Secret')
      .map((one): NeededSecret => ({ name: one.name, namespace: one.namespace ?? own, by, type: 'tls', keys: [] })),
  ];
}

/**
 * With mutual TLS the other side's authority lies in the same Secret, unless it has one of its own. `simple`: what the one side that knows
 * the other reads of it, by default a certificate and its key.
 */
function secretsOf(
  { mode, credentialName, credentialNames, caCertCredentialName }: Tls,
  namespace: string,
  by: string,
  simple: readonly string[] = [],
): readonly NeededSecret[] {
  const names = (credentialNames ?? (credentialName === undefined ? [] : [credentialName])).filter(isSecret);
  const need = (name: string, keys: readonly string[]): NeededSecret => ({
    ...{ name, namespace, by, keys },
    type: keys.length === 0 ? 'tls' : 'files',
  });
  const mutual = caCertCredentialName === undefined ? [...CERTIFICATE, AUTHORITY] : [];
  return [
    ...names.map((name) => need(name, /MUTUAL$/.test(mode ?? '') ? mutual : simple)),
    ...(caCertCredentialName === undefined || !isSecret(caCertCredentialName)
      ? []
      : [need(caCertCredentialName, [AUTHORITY])]),
  ];
}

/** `configmap://` and such are no Secrets. */
const isSecret = (name: string): boolean => !name.includes('://');

function clientTls(object: Policy): readonly Tls[] {
  const { trafficPolicy, subsets = [] } = object.spec ?? {};
  const all = [trafficPolicy, ...(trafficPolicy?.portLevelSettings ?? []), ...subsets.map((one) => one.trafficPolicy)];
  return all.flatMap((one) => (one?.tls === undefined ? [] : [one.tls]));
}

/** Namespaces of the pods that read a client's credential: those that it selects, else the gateways that send to its host. */
function clientsOf(object: Policy, objects: readonly Manifest[]): readonly string[] {
  if (object.spec?.workloadSelector !== undefined) return [object.metadata.namespace ?? 'default'];
  const host = JSON.stringify(object.spec?.host);
  const gateways = objects.filter(
    (one) => one.kind === 'VirtualService' && JSON.stringify(one).includes(`"destination":{"host":${host}`),
  );
  const names = gateways.flatMap((one) =>
    ((one as Manifest & { readonly spec?: { readonly gateways?: readonly string[] } }).spec?.gateways ?? []).map(
      (name) => (name.includes('/') ? name : `${one.metadata.namespace ?? 'default'}/${name}`),
    ),
  );
  const found = objects.filter(
    ({ kind, metadata }) => kind === 'Gateway' && names.includes(`${metadata.namespace ?? 'default'}/${metadata.name}`),
  );
  return [
    ...new Set(found.flatMap((one) => podsWith((one as Gateway).spec?.selector, objects)?.metadata.namespace ?? [])),
  ];
}

/** The first workload whose pods carry labels. */
const podsWith = (selector: StringMap | undefined, objects: readonly Manifest[]): Manifest | undefined =>
  selector === undefined
    ? undefined
    : objects.find((other) => {
        const pod = podOf(other);
        return pod !== undefined && selects(selector, pod.metadata?.labels ?? {});
      });
