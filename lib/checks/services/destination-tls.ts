import type { Fact, MeshCheck, MeshFacts, SpecsByKind } from '../../model/facts';
import { fullHost } from '../../model/facts';
import { effectiveMtls, injected } from '../../model/mtls';
import { podLabels, selects } from '../../model/selectors';
import { POLICY } from '../../problems/policy';

type Rule = Fact<SpecsByKind['DestinationRule']>;

/** Modes that pods of each kind of policy cannot take. */
const CONFLICTS: Readonly<Record<string, readonly string[]>> = {
  STRICT: ['DISABLE', 'SIMPLE', 'MUTUAL'],
  DISABLE: ['ISTIO_MUTUAL'],
};
const WANTED: Readonly<Record<string, string>> = { STRICT: 'mTLS alone', DISABLE: 'plaintext alone' };

/** TLS modes that a rule sets: for all ports, and for single ones of the Service. */
function modes({ spec: { trafficPolicy, subsets = [] } }: Rule): readonly { mode: string; port?: number }[] {
  return [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].flatMap((policy) => [
    ...(policy?.tls?.mode === undefined ? [] : [{ mode: policy.tls.mode }]),
    ...(policy?.portLevelSettings ?? []).flatMap(({ port, tls }) =>
      tls?.mode === undefined || port?.number === undefined ? [] : [{ mode: tls.mode, port: port.number }],
    ),
  ]);
}

/** Pods with sidecars behind a host, and the port of theirs that a port of its Service leads to. */
function podsBehind(facts: MeshFacts, host: string) {
  return facts.Service.filter(({ name, namespace }) => fullHost(name, namespace) === host).flatMap((service) =>
    facts.Workload.filter(
      (one) =>
        one.namespace === service.namespace &&
        service.spec.selector !== undefined &&
        selects(service.spec.selector, podLabels(one)) &&
        injected(facts, one.namespace, podLabels(one)) === true,
    ).map((workload) => ({ workload, ports: service.spec.ports ?? [] })),
  );
}

/** MESH425: callers speak the TLS that pods take. */
export const destinationTlsAgrees: MeshCheck = (facts) =>
  facts.DestinationRule.flatMap((rule) => {
    const host = fullHost(rule.spec.host ?? '', rule.namespace);
    return modes(rule).flatMap(({ mode, port }) =>
      podsBehind(facts, host).flatMap(({ workload, ports }) => {
        const target = ports.find((one) => one.port === port)?.targetPort ?? port;
        const number = typeof target === 'number' ? target : undefined;
        const taken = effectiveMtls(facts, workload.namespace, podLabels(workload), number);
        if (!CONFLICTS[taken.mode]?.includes(mode)) return [];
        const problem = POLICY.destinationTls(host, mode, taken.policy, WANTED[taken.mode] ?? taken.mode);
        return [{ path: rule.path, problem }];
      }),
    );
  });
