import { servicesByHost } from '../../model/hosts/known';
import { fullHost, hostKey } from '../../model/hosts/names';
import { workloadsIn } from '../../model/lookup';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { effectiveMtls } from '../../model/workloads/mtls';
import { injected } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

type Destination = Written<SpecsByKind['DestinationRule']>;

/** Modes that pods of each kind of policy cannot take. */
const CONFLICTS: Readonly<Record<string, readonly string[]>> = {
  STRICT: ['DISABLE', 'SIMPLE', 'MUTUAL'],
  DISABLE: ['ISTIO_MUTUAL'],
};
const WANTED: Readonly<Record<string, string>> = { STRICT: 'mTLS alone', DISABLE: 'plaintext alone' };

/** TLS modes that a rule sets: for all ports, and for single ones of the Service. */
function modes({
  spec: { trafficPolicy, subsets = [] },
}: Destination): readonly { tls: object; mode: string; port?: number }[] {
  return [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].flatMap((policy) => [
    ...(policy?.tls?.mode === undefined ? [] : [{ tls: policy.tls, mode: policy.tls.mode }]),
    ...(policy?.portLevelSettings ?? []).flatMap(({ port, tls }) =>
      tls?.mode === undefined || port?.number === undefined ? [] : [{ tls, mode: tls.mode, port: port.number }],
    ),
  ]);
}

/** Pods with sidecars behind a host, and the port of theirs that a port of its Service leads to. */
function podsBehind(mesh: Mesh, key: string) {
  const service = servicesByHost(mesh).get(key);
  if (service?.spec.selector === undefined) return [];
  return workloadsIn(mesh, service.namespace, service.spec.selector)
    .filter((one) => injected(mesh, one) === true)
    .map((workload) => ({ workload, ports: service.spec.ports ?? [] }));
}

export const destinationTlsAgrees: Rule = {
  name: 'destination-tls-agrees',
  codes: ['MESH425'],
  severity: 'error',
  about: 'callers speak the TLS that pods take',
  reads: ['DestinationRule', 'Service', 'workloads', 'PeerAuthentication', 'Namespace', 'controlPlanes'],
  find: (mesh) =>
    mesh.DestinationRule.flatMap((rule) => {
      const host = fullHost(rule.spec.host ?? '', rule.namespace);
      return modes(rule).flatMap(({ tls, mode, port }) =>
        podsBehind(mesh, hostKey(rule.spec.host ?? '', rule.namespace)).flatMap(({ workload, ports }) => {
          const target = ports.find((one) => one.port === port)?.targetPort ?? port;
          const number = typeof target === 'number' ? target : undefined;
          const taken = effectiveMtls(mesh, workload.namespace, workload.labels, number);
          if (!CONFLICTS[taken.mode]?.includes(mode)) return [];
          const problem = POLICY.destinationTls(host, mode, taken.policy, WANTED[taken.mode] ?? taken.mode);
          return [{ place: rule.place, at: [tls, 'mode'], problem }];
        }),
      );
    }),
};
