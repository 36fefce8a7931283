import { selects } from '../../kit/formats/labels';
import type { Problem } from '../../kit/problems';
import { named, servicesOf } from '../../model/lookup';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { isHttpPort } from '../../model/protocols';
import { workloadsOf } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

type Policy = Written<SpecsByKind['AuthorizationPolicy']>;
type Spec = Policy['spec'];
type PolicyRule = NonNullable<Spec['rules']>[number];

const HTTP_FIELDS = ['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts'] as const;

/** Fields of a rule that only HTTP requests have. */
const httpFields = ({ from = [], to = [], when = [] }: PolicyRule): readonly string[] => [
  ...to.flatMap(({ operation = {} }) => HTTP_FIELDS.filter((field) => operation[field] !== undefined)),
  ...from.flatMap(({ source = {} }) =>
    (['requestPrincipals', 'notRequestPrincipals'] as const).filter((field) => source[field] !== undefined),
  ),
  ...when.map(({ key }) => key).filter((key) => key.startsWith('request.')),
];

/** Ports that a rule says it is for; none if it is for all. */
const portsOf = ({ to = [] }: PolicyRule): readonly string[] => to.flatMap(({ operation }) => operation?.ports ?? []);

/** Services that a waypoint holds the policy for. */
const targetsOf = (mesh: Mesh, { namespace, spec }: Policy) =>
  (spec.targetRefs ?? [])
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ name }) => named(mesh.Service, `${namespace}/${name}`) ?? []);

/** Ports of the pods that a policy is for, by the Services that lead to them. */
function ports(mesh: Mesh, policy: Policy): readonly RulePort[] {
  const workloads = workloadsOf(mesh, policy).filter(
    (one) =>
      !mesh.gatewayPods.some(({ spec }) => spec.namespace === one.namespace && selects(spec.selector, one.labels)),
  );
  const leading = workloads.flatMap(({ namespace, labels }) => servicesOf(mesh, namespace, labels));
  return [...new Set([...targetsOf(mesh, policy), ...leading])].flatMap(({ name, spec }) =>
    (spec.ports ?? []).map((port) => ({
      service: name,
      port: port.port,
      pod: String(port.targetPort ?? port.port),
      http: isHttpPort(port),
    })),
  );
}

/** A port of a Service, and what it is at its pods. */
export interface RulePort {
  readonly service: string;
  readonly port: number;
  readonly pod: string;
  readonly http: boolean | undefined;
}

function tcpPorts(all: readonly RulePort[], { action = 'ALLOW' }: Spec, rule: PolicyRule): readonly RulePort[] {
  const named = portsOf(rule);
  const tcp = all.filter(({ http }) => http === false);
  if (named.length > 0) return tcp.filter(({ pod }) => named.includes(pod));
  // An allow rule that no TCP port can meet is meant for the HTTP ports beside it.
  return action === 'ALLOW' && tcp.length < all.length ? [] : tcp;
}

const EFFECT: Readonly<Record<string, string>> = {
  ALLOW: 'it lets nothing through',
  DENY: 'it refuses every connection',
};

/** Rules about HTTP that are for ports that do not speak it. */
export const httpRuleProblems = (spec: Spec, all: () => readonly RulePort[]): readonly Problem[] =>
  (spec.rules ?? []).flatMap((rule, i) => {
    const [field] = httpFields(rule);
    if (field === undefined) return [];
    const effect = EFFECT[spec.action ?? 'ALLOW'] ?? 'it has no meaning';
    return tcpPorts(all(), spec, rule).map(({ service, port }) =>
      POLICY.httpRuleOnTcp(`${field} of rules[${i}]`, service, port, effect),
    );
  });

export const httpRulesMeetHttp: Rule = {
  name: 'http-rules-meet-http',
  codes: ['MESH421'],
  severity: 'error',
  about: 'a rule about HTTP is for ports that speak it',
  reads: ['AuthorizationPolicy', 'Service', 'workloads', 'gatewayPods', 'controlPlanes'],
  find: (mesh) =>
    mesh.AuthorizationPolicy.flatMap((policy) =>
      httpRuleProblems(policy.spec, () => ports(mesh, policy)).map((problem) => ({ place: policy.place, problem })),
    ),
};
