import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { filled } from '../../kit/defined';
import { mustFit } from '../must-fit';
import { type MetadataProps, resource } from '../resource';
import type { Labels } from '../services/handles';
import { MeshNamespace } from '../services/namespace';

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
  /** Labels and annotations of the object itself. @default - none */
  readonly metadata?: MetadataProps;
}

/** One machine that serves beside pods: Services and ExternalServices select it by its labels. */
export class WorkloadEntry extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadEntryProps) {
    super(scope, id);
    mustFit(this, 'WorkloadEntryProps', props);
    const { name, metadata, ...spec } = props;
    resource(
      this,
      istio.WorkloadEntry,
      { name: name ?? id, namespace: MeshNamespace.of(this).name, ...metadata },
      spec,
    );
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
  /** Annotations of every machine that joins. */
  readonly annotations?: Labels;
  /** Labels and annotations of the object itself. @default - none */
  readonly metadata?: MetadataProps;
  /** What says that the application is well. */
  readonly health?: Health;
}

/** How often and how long a machine is asked for its health; all in seconds or numbers of answers. */
interface HealthTimes {
  readonly initialDelaySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

/** By HTTP (path and port), by a connection (`tcp`), or by a command on the machine. */
export type Health = HealthTimes &
  (
    | { readonly path: string; readonly port: number; readonly scheme?: 'HTTP' | 'HTTPS'; readonly headers?: Labels }
    | { readonly tcp: number }
    | { readonly command: readonly string[] }
  );

function probed(health: Health) {
  if ('tcp' in health) {
    const { tcp, ...times } = health;
    return { ...times, tcpSocket: { port: tcp } };
  }
  if ('command' in health) {
    const { command, ...times } = health;
    return { ...times, exec: { command } };
  }
  const { path, port, scheme, headers = {}, ...times } = health;
  const httpHeaders = filled(Object.entries(headers).map(([name, value]) => ({ name, value })));
  return { ...times, httpGet: { path, port, scheme, httpHeaders } };
}

/** Machines that join by themselves with `istioctl x workload`: what their WorkloadEntries look like. */
export class WorkloadGroup extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadGroupProps) {
    super(scope, id);
    mustFit(this, 'WorkloadGroupProps', props);
    const { name = id, labels, serviceAccount, ports, network, locality, weight, health, annotations } = props;
    resource(
      this,
      istio.WorkloadGroup,
      { name, namespace: MeshNamespace.of(this).name, ...props.metadata },
      {
        metadata: { labels, annotations },
        template: { serviceAccount, ports, network, locality, weight },
        probe: health && probed(health),
      },
    );
  }
}
