import type { IDaemonSetUpdateStrategy } from 'kubernetes-models/apps/v1/DaemonSetUpdateStrategy';
import type { IPodDNSConfig } from 'kubernetes-models/v1/PodDNSConfig';
import type { ISELinuxOptions } from 'kubernetes-models/v1/SELinuxOptions';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { Placement, Resources, StringMap } from '../../props';
import { NODE_AGENT_TOLERATIONS } from '../node-agent';

/** The proxy of a node's pods in ambient mode. Charts: `ztunnel`. */
export interface ZtunnelProps {
  /** Of its objects and account; the control plane's props name it too (`ztunnelName`). @default 'ztunnel'. Charts: `resourceName`. */
  readonly name?: string;
  /** The control plane's props name it too (`ztunnelNamespace`), as istiod must trust its account. @default - the control plane's namespace */
  readonly namespace?: string;
  readonly resources: Resources;
  /** `level`, and more for single targets: `info,access=debug`. */
  readonly logLevel: string;
  readonly logAsJson: boolean;
  /** Environment beside its settings; a variable of ours stands back. */
  readonly env: StringMap;
  /** Where certificates come from, host and port. @default - istiod */
  readonly caAddress?: string;
  /** Where configuration comes from, host and port. @default - istiod */
  readonly xdsAddress?: string;
  /** Refuses peers whose certificate is on the list in ConfigMap `istio-ca-crl`. Source: chart ztunnel, daemonset.yaml, peerCaCrl. */
  readonly checksRevocation: boolean;
  /** Lets this many node-critical pods into the namespace. @default - no ResourceQuota */
  readonly quota?: { readonly pods: number };
  readonly nodeSelector?: StringMap;
  readonly affinity?: Placement['affinity'];
  readonly tolerations: readonly IToleration[];
  readonly updateStrategy: IDaemonSetUpdateStrategy;
  /** Seconds in which open connections may end. */
  readonly terminationGracePeriodSeconds: number;
  readonly seLinuxOptions?: ISELinuxOptions;
  readonly dnsPolicy?: 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None';
  readonly dnsConfig?: IPodDNSConfig;
  /** Of its objects. */
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly podAnnotations: StringMap;
  readonly podLabels?: StringMap;
  readonly volumes?: readonly IVolume[];
  readonly volumeMounts?: readonly IVolumeMount[];
}

/** The official defaults: enough memory for 200 000 pods or 100 000 open connections. Source: chart ztunnel, values.yaml. */
export const ZTUNNEL: ZtunnelProps = {
  resources: { requests: { cpu: '200m', memory: '512Mi' } },
  logLevel: 'info',
  logAsJson: false,
  env: {},
  checksRevocation: false,
  tolerations: NODE_AGENT_TOLERATIONS,
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  terminationGracePeriodSeconds: 30,
  podAnnotations: { 'prometheus.io/port': '15020', 'prometheus.io/scrape': 'true' },
};
