import { hostKey } from '../../model/hosts/names';
import { named, workloadsWith } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { destinationsOf, gatewaysOf } from '../../model/routes/routes';
import type { NeededSecret } from './secret';

type Rule = Mesh['DestinationRule'][number];
type Gateway = Mesh['Gateway'][number];

/** TLS of a server or of a client, as far as it names Secrets. */
interface Tls {
  readonly mode?: string | undefined;
  readonly credentialName?: string | undefined;
  readonly credentialNames?: readonly string[] | undefined;
  readonly caCertCredentialName?: string | undefined;
}

const CERTIFICATE = ['tls.crt', 'tls.key'];
const AUTHORITY = 'ca.crt';

/** Certificates of listeners and of clients: Istio's lie beside the pods that show them, the Gateway API's beside the Gateway. */
export const ofGateways = (mesh: Mesh): readonly NeededSecret[] => [
  ...mesh.Gateway.flatMap((gateway) => {
    const namespace = namespaceOfPods(mesh, gateway) ?? gateway.namespace;
    return (gateway.spec.servers ?? []).flatMap(({ tls }) => secretsOf(tls ?? {}, namespace, gateway.place));
  }),
  ...mesh.ApiGateway.flatMap(({ place, namespace, spec }) =>
    (spec.listeners ?? [])
      .flatMap(({ tls }) => tls?.certificateRefs ?? [])
      .filter(({ kind = 'Secret' }) => kind === 'Secret')
      .map((one): NeededSecret => {
        const where = one.namespace ?? namespace;
        return { name: one.name, namespace: where, by: place, type: 'tls', keys: [] };
      }),
  ),
  ...mesh.DestinationRule.flatMap((rule) => {
    const all = clientTls(rule);
    return (all.length > 0 ? clientsOf(mesh, rule) : []).flatMap((namespace) =>
      all.flatMap((tls) => secretsOf(tls, namespace, rule.place, [AUTHORITY])),
    );
  }),
];

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

function clientTls({ spec: { trafficPolicy, subsets = [] } }: Rule): readonly Tls[] {
  const all = [trafficPolicy, ...(trafficPolicy?.portLevelSettings ?? []), ...subsets.map((one) => one.trafficPolicy)];
  return all.flatMap((one) => one?.tls ?? []);
}

/** Namespaces of the pods that read a client's credential: those that it selects, else the gateways that send to its host. */
function clientsOf(mesh: Mesh, { namespace, spec }: Rule): readonly string[] {
  if (spec.workloadSelector !== undefined) return [namespace];
  const host = hostKey(spec.host, namespace);
  const routes = mesh.VirtualService.filter((route) =>
    destinationsOf(route).some(({ destination }) => hostKey(destination.host, route.namespace) === host),
  );
  const gateways = routes.flatMap(gatewaysOf).flatMap((full) => named(mesh.Gateway, full) ?? []);
  return [...new Set(gateways.flatMap((gateway) => namespaceOfPods(mesh, gateway) ?? []))];
}

/** Of the first workload whose pods are a gateway's. */
const namespaceOfPods = (mesh: Mesh, { spec: { selector } }: Gateway): string | undefined =>
  selector === undefined ? undefined : workloadsWith(mesh, selector)[0]?.namespace;
