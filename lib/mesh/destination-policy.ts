import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import { credentialProblems } from '../checks/credential-namespace';
import { WEBHOOK } from '../checks/problems/webhook';
import { filled, unlessEmpty } from '../kit/defined';
import { check, refuse } from '../kit/problems';
import { hostFrom, type PortHandle, type ServiceHandle, type VersionHandle } from './handles';
import { MeshNamespace } from './namespace';
import { resource } from './resource';
import { selectorOf } from './security/workloads';
import { policyProblems, type TrafficPolicy } from './traffic-policy';
import { istioPolicy } from './traffic-policy-istio';

export interface DestinationPolicyProps extends TrafficPolicy {
  /** @default - the construct's id */
  readonly name?: string;
  readonly service: ServiceHandle;
  /** Versions that routes may name. @default - all that the service has at synth */
  readonly versions?: readonly VersionHandle[];
  /** What one port has in place of the rest. */
  readonly ports?: readonly { readonly port: PortHandle; readonly policy: TrafficPolicy }[];
  /** What one version has in place of the rest. */
  readonly perVersion?: Readonly<Record<string, TrafficPolicy>>;
  /** Whose calls it is for; they are of this namespace. @default - everybody's */
  readonly callers?: ServiceHandle | VersionHandle;
  /** Namespaces whose calls it is for: `.` for its own. @default - all */
  readonly exportTo?: readonly string[];
}

/**
 * How callers treat a service: load balancing, connection pools, outlier detection, TLS, and the versions that routes may name.
 * Writes a DestinationRule.
 */
export class DestinationPolicy extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth reports IST0101 for a credential that the callers cannot read. @throws MESH305 for a version that the service lacks; MESH400, MESH401 for callers of another namespace; MESH321, MESH322, MESH331, MESH334-MESH336, MESH345, MESH346, MESH351-MESH353, MESH359 for a wrong policy */
  constructor(scope: Construct, id: string, props: DestinationPolicyProps) {
    super(scope, id);
    const { service, ports, perVersion = {}, callers, exportTo, ...policy } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    for (const version of Object.keys(perVersion)) service.version(version);
    const policies = [policy, ...(ports ?? []).map((one) => one.policy), ...Object.values(perVersion)];
    const [problem] = policies.flatMap(policyProblems);
    if (problem !== undefined) refuse(this, problem);
    const numbers = (ports ?? []).map((one) => one.port.port.port);
    const twice = numbers.find((port, i) => numbers.indexOf(port) !== i);
    if (twice !== undefined) refuse(this, WEBHOOK.portTwice(twice));
    for (const part of policies.slice(1))
      if (unlessEmpty(istioPolicy(part)) === undefined)
        refuse(this, WEBHOOK.saysNothing('a policy', 'at least one setting'));
    if (callers !== undefined)
      check(this, () =>
        policies.flatMap(({ tls }) =>
          credentialProblems({ name: callers.name, namespace: this.namespace }, tls?.credential),
        ),
      );
    const subsets = () =>
      (props.versions?.map(({ name }) => name) ?? service.versions).map((name) => subset(name, perVersion[name]));
    const settings = istioPolicy(policy);
    const portLevelSettings = filled(
      (ports ?? []).map((one) => ({ port: { number: one.port.port.port }, ...istioPolicy(one.policy) })),
    );
    resource<istio.DestinationRuleProps>(this, istio.DestinationRule, this, {
      host: hostFrom(service, this.namespace),
      trafficPolicy: unlessEmpty({ ...settings, portLevelSettings }),
      // Versions may be added after this.
      subsets: Lazy.any({ produce: () => filled(subsets()) }) as ReturnType<typeof subsets>,
      workloadSelector: selectorOf(this, callers),
      exportTo,
    });
  }
}

const subset = (name: string, policy: TrafficPolicy | undefined) => ({
  name,
  labels: { version: name },
  trafficPolicy: policy && istioPolicy(policy),
});
