import { Construct } from 'constructs';
import * as istio from '../../../imports/security.istio.io';
import { httpRuleProblems, type RulePort } from '../../checks/policies/http-rules';
import { filled } from '../../kit/defined';
import { check } from '../../kit/problems';
import type { PropsType } from '../../schema/props';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { listOf } from '../route/rules';
import { mustBeOf } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { PROTOCOLS } from '../services/ports';
import { type Caller, sourcesOf } from './callers';
import { type Condition, istioOperation, type Operation } from './operations';
import { appliesTo, type PolicyTarget, serviceOfTarget } from './workloads';

/** Requests that a policy is about: from one of the callers, for one of the operations, with all of the conditions. */
export interface AccessRule {
  /** @default - everybody */
  readonly from?: Caller | readonly Caller[];
  /** @default - everything */
  readonly to?: Operation | readonly Operation[];
  readonly when?: readonly Condition[];
}

export const ACTIONS = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const;
export type Action = (typeof ACTIONS)[number];

export interface AuthorizationProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Whose requests. @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: PolicyTarget;
  /** A request that one of them describes. */
  readonly rules: readonly AccessRule[];
  /** Trust domain of the callers. @default 'cluster.local', which Istio reads as the mesh's own, whatever that is */
  readonly trustDomain?: string;
}

/** With it a policy decides nothing. Source: istio.io/api annotation. */
export const DRY_RUN = { 'istio.io/dry-run': 'true' } as const;

/**
 * Who may ask what of which pods. Use `Allow`, `Deny`, `Audit` or `ExternalAuthorization`.
 * Source: istio.io/api security/v1beta1 authorization_policy.proto.
 */
export abstract class AuthorizationPolicy extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH314, MESH403 for callers without an identity of their own; MESH400, MESH401 for pods of nobody, MESH367 for a port of another service. What is wrong with a rule, synth says. */
  protected constructor(
    scope: Construct,
    id: string,
    action: Action,
    type: PropsType,
    props: AuthorizationProps,
    { provider, dryRun = false }: { readonly provider?: string; readonly dryRun?: boolean } = {},
  ) {
    super(scope, id);
    mustFit(this, type, props);
    const { workload, rules, trustDomain = 'cluster.local' } = props;
    this.name = props.name ?? id;
    const namespace = MeshNamespace.of(this);
    this.namespace = namespace.name;
    const service = serviceOfTarget(workload);
    const asked = rules
      .flatMap(({ to }) => listOf(to))
      .flatMap(({ ports = [], notPorts = [] }) => [...ports, ...notPorts]);
    if (service !== undefined)
      mustBeOf(
        this,
        service,
        asked.filter((port) => typeof port !== 'number'),
      );
    const sources = rules.map(({ from }) => sourcesOf(this, listOf(from), trustDomain));
    // ztunnel knows who connects to which port, and lets through or not; all else is for a waypoint.
    const holder = action === 'CUSTOM' || action === 'AUDIT' || readsRequests(rules) ? 'proxy' : 'ztunnel';
    const spec = {
      action: action === 'ALLOW' ? undefined : action,
      provider: provider === undefined ? undefined : { name: provider },
      ...appliesTo(this, workload, holder),
      rules: filled(
        rules.map(({ to, when }, i) => ({
          from: sources[i],
          to: filled(listOf(to).map(istioOperation)),
          when: filled(when),
        })),
      ),
    };
    const annotations = dryRun ? DRY_RUN : {};
    resource(this, istio.AuthorizationPolicy, metadataOf(this, props, { annotations }), spec);
    check(this, () => httpRuleProblems(spec, () => portsElsewhere(workload)));
  }
}

/** Ports of a service that others deploy; those of this tree are looked up in it. */
function portsElsewhere(workload: PolicyTarget | undefined): readonly RulePort[] {
  if (workload === undefined || !('ports' in workload || 'kind' in workload) || 'selector' in workload) return [];
  const service = 'kind' in workload ? workload.service : workload;
  if (service instanceof Construct) return [];
  return service.ports.map(({ port, targetPort = port, protocol }) => ({
    service: service.name,
    port,
    pod: String(targetPort),
    http: PROTOCOLS[protocol].layer === 'http',
  }));
}

/** What of a caller only the request says. */
const READ_IN_REQUESTS = /^(not)?(requestPrincipals|remoteIpBlocks)$/i;

/** Whether a rule is about more than who connects to which port. */
const readsRequests = (rules: readonly AccessRule[]): boolean =>
  rules.some(
    ({ from, to, when = [] }) =>
      listOf<Caller>(from).some((caller) => Object.keys(caller).some((key) => READ_IN_REQUESTS.test(key))) ||
      when.some(({ key }) => /^(request\.|remote\.ip$)/.test(key)) ||
      listOf(to).some((operation) => Object.keys(operation).some((key) => key !== 'ports' && key !== 'notPorts')),
  );

/** What an Allow or a Deny may try before it decides. */
export interface DecisionProps extends AuthorizationProps {
  /** Only say in logs, metrics and traces what it would do. @default false */
  readonly dryRun?: boolean;
}

/** Lets through what a rule describes, and refuses all else with 403. Without rules it refuses everything. */
export class Allow extends AuthorizationPolicy {
  constructor(scope: Construct, id: string, props: DecisionProps) {
    super(scope, id, 'ALLOW', 'DecisionProps', props, props);
  }
}

/** Refuses what a rule describes with 403, whatever is allowed elsewhere. */
export class Deny extends AuthorizationPolicy {
  constructor(scope: Construct, id: string, props: DecisionProps) {
    super(scope, id, 'DENY', 'DecisionProps', props, props);
  }
}

/** Marks what a rule describes for the access log, and decides nothing. */
export class Audit extends AuthorizationPolicy {
  constructor(scope: Construct, id: string, props: AuthorizationProps) {
    super(scope, id, 'AUDIT', 'AuthorizationProps', props);
  }
}

export interface ExternalAuthorizationProps extends AuthorizationProps {
  /** Name of an `envoyExtAuthzHttp` or `envoyExtAuthzGrpc` provider of the mesh configuration; synth reports MESH422 if it has none. */
  readonly provider: string;
}

/** Asks a service of one's own about what a rule describes, before all other policies. */
export class ExternalAuthorization extends AuthorizationPolicy {
  constructor(scope: Construct, id: string, props: ExternalAuthorizationProps) {
    super(scope, id, 'CUSTOM', 'ExternalAuthorizationProps', props, props);
  }
}
