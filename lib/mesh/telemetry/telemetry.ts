import { Construct } from 'constructs';
import * as istio from '../../../imports/telemetry.istio.io';
import { filled } from '../../kit/defined';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { appliesTo, type PolicyTarget } from '../security/workloads';
import { MeshNamespace } from '../services/namespace';
import { type AccessLogs, istioAccessLogs, istioMetrics, istioTracing, type Metrics, type Tracing } from './rules';

export interface TelemetryProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: PolicyTarget;
  readonly metrics?: readonly Metrics[];
  readonly accessLogs?: readonly AccessLogs[];
  readonly tracing?: readonly Tracing[];
}

/**
 * What proxies report, and where to. One for the mesh, one for each namespace and one for each workload count: synth reports
 * IST0159 and IST0160 for more, IST0127 for one that is for no pod.
 * Source: istio.io/api telemetry/v1 telemetry.proto.
 */
export class Telemetry extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth warns of one that says nothing (MESH404). @throws MESH400, MESH401 for pods that it cannot select */
  constructor(scope: Construct, id: string, props: TelemetryProps) {
    super(scope, id);
    mustFit(this, 'TelemetryProps', props);
    const { workload, metrics = [], accessLogs = [], tracing = [] } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    resource(this, istio.Telemetry, metadataOf(this, props), {
      ...appliesTo(this, workload),
      metrics: filled(metrics.map(istioMetrics)),
      accessLogging: filled(accessLogs.map(istioAccessLogs)),
      tracing: filled(tracing.map(istioTracing)),
    });
  }
}
