import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { credentialProblems } from '../../checks/gateways/credential-namespace';
import { defined, filled } from '../../kit/defined';
import { check } from '../../kit/problems';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { selectorOf } from '../security/workloads';
import { hostFrom, mustBeOf, type ServiceHandle, type VersionHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';
import { istioPolicy } from './istio';
import { withOutliers } from './mesh-wide';
import type { OfPort, PortPolicy, TrafficPolicy } from './traffic-policy';

/** What one version has in place of the rest. */
export interface VersionPolicy extends TrafficPolicy {
  readonly ports?: readonly OfPort[];
}

export interface DestinationPolicyProps extends TrafficPolicy, MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly service: ServiceHandle;
  /** Versions that routes may name. @default - all that the service has at synth */
  readonly versions?: readonly VersionHandle[];
  /** What one port has in place of the rest. */
  readonly ports?: readonly OfPort[];
  /** What one version has in place of the rest, and on single ports. */
  readonly perVersion?: Readonly<Record<string, VersionPolicy>>;
  /** Whose calls it is for; they are of this namespace. @default - everybody's */
  readonly callers?: ServiceHandle | VersionHandle;
  /** Namespaces whose calls it is for: `.` for its own. @default - all */
  readonly exportTo?: readonly string[];
}

/**
 * How callers treat a service: load balancing, connection pools, outlier detection, TLS, and the versions that routes may name.
 * Writes a DestinationRule for each host of the service. In a fleet with `failover` it has that one's outlier detection, but for what it says itself.
 */
export class DestinationPolicy extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth reports IST0101 for a credential that the callers cannot read, MESH359, MESH966 for a policy that says nothing, or one port twice. @throws MESH305 for a version that the service lacks, MESH367 for a port or version of another; MESH400, MESH401 for callers of another namespace */
  constructor(scope: Construct, id: string, props: DestinationPolicyProps) {
    super(scope, id);
    mustFit(this, 'DestinationPolicyProps', props);
    const { service, ports, perVersion = {}, callers, exportTo, labels: _, annotations: __, ...policy } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    for (const version of Object.keys(perVersion)) service.version(version);
    const given = [{ ...policy, ...defined({ ports }) }, ...Object.values(perVersion)];
    mustBeOf(this, service, [
      ...(props.versions ?? []),
      ...given.flatMap((one) => (one.ports ?? []).map(({ port }) => port)),
    ]);
    const parts = given.flatMap((one) => (one.ports ?? []).map((port) => port.policy));
    if (callers !== undefined)
      check(this, () =>
        [...given, ...parts].flatMap(({ tls }) =>
          credentialProblems({ name: callers.name, namespace: this.namespace }, tls?.credential),
        ),
      );
    const taken = <P extends PortPolicy>(one: P): P =>
      service.namespace === undefined ? one : withOutliers(this, one);
    const ofPorts = (one: VersionPolicy) => ({
      ...one,
      ...defined({ ports: one.ports?.map(({ port, policy }) => ({ port, policy: taken(policy) })) }),
    });
    const whole = () => istioPolicy(taken(ofPorts({ ...policy, ...defined({ ports }) })));
    // A version has what the whole has, but for what it says itself.
    const ofVersion = (one: VersionPolicy) => ofPorts(one.outlierDetection === undefined ? one : taken(one));
    const subsets = () =>
      (props.versions ?? service.versions.map((version) => service.version(version))).map((version) => {
        const own = perVersion[version.name];
        return subset(version, own && ofVersion(own));
      });
    const hosts = service.hosts ?? [hostFrom(service, this.namespace)];
    for (const [i, host] of hosts.entries())
      resource(
        this,
        istio.DestinationRule,
        metadataOf({ name: i === 0 ? this.name : `${this.name}-${i}`, namespace: this.namespace }, props),
        {
          host,
          // What holds for the whole chart, and versions, may be added after this.
          trafficPolicy: Lazy.any({ produce: whole }) as ReturnType<typeof whole>,
          subsets: Lazy.any({ produce: () => filled(subsets()) }) as ReturnType<typeof subsets>,
          workloadSelector: selectorOf(this, callers),
          exportTo,
        },
        i === 0 ? 'Resource' : `Resource-${i}`,
      );
  }
}

const subset = ({ name, subsetLabels }: VersionHandle, policy: VersionPolicy | undefined) => ({
  name,
  labels: { ...subsetLabels },
  // One that says nothing is written, and refused.
  trafficPolicy: policy && (istioPolicy(policy) ?? {}),
});
