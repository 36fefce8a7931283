import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { MESH } from '../../checks/problems/mesh';
import { refuse } from '../../kit/problems';
import { isAddress, isDnsSubdomain } from '../../kit/values';
import type { Labels } from '../handles';
import { MeshNamespace } from '../namespace';
import { resource } from '../resource';

export interface WorkloadEntryProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** IP address or host name of the machine. */
  readonly address: string;
  readonly labels: Labels;
  readonly serviceAccount?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly network?: string;
  readonly locality?: string;
  readonly weight?: number;
}

/** One machine that serves beside pods: Services and ExternalServices select it by its labels. */
export class WorkloadEntry extends Construct {
  /** @throws MESH315 for an address that is none */
  constructor(scope: Construct, id: string, { name, ...spec }: WorkloadEntryProps) {
    super(scope, id);
    const { address } = spec;
    if (!isAddress(address) && !isDnsSubdomain(address)) refuse(this, MESH.hostName(address));
    resource(this, istio.WorkloadEntry, { name: name ?? id, namespace: MeshNamespace.of(this).name }, spec);
  }
}

export interface WorkloadGroupProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Labels of every machine that joins. */
  readonly labels: Labels;
  readonly serviceAccount: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly network?: string;
  readonly locality?: string;
  readonly weight?: number;
  /** HTTP path and port that say that the application is well. */
  readonly health?: { readonly path: string; readonly port: number; readonly periodSeconds?: number };
}

/** Machines that join by themselves with `istioctl x workload`: what their WorkloadEntries look like. */
export class WorkloadGroup extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadGroupProps) {
    super(scope, id);
    const { name = id, labels, serviceAccount, ports, network, locality, weight, health } = props;
    resource(
      this,
      istio.WorkloadGroup,
      { name, namespace: MeshNamespace.of(this).name },
      {
        metadata: { labels },
        template: { serviceAccount, ports, network, locality, weight },
        probe: health && { httpGet: { path: health.path, port: health.port }, periodSeconds: health.periodSeconds },
      },
    );
  }
}
