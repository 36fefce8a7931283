import type { ILifecycle } from 'kubernetes-models/v1/Lifecycle';
import type { ISeccompProfile } from 'kubernetes-models/v1/SeccompProfile';
import type { Resources } from '../workload-props';

/** What every sidecar (and gateway) starts from; a pod's annotations win over it. Charts: `global.proxy`, `global.proxy_init`. */
export interface ProxyProps {
  readonly resources: Resources;
  readonly logLevel: string;
  readonly componentLogLevel: string;
  /** Redirected to the proxy: CIDR list or `*`. */
  readonly includeIPRanges: string;
  readonly excludeIPRanges: string;
  readonly includeInboundPorts: string;
  readonly excludeInboundPorts: string;
  readonly includeOutboundPorts: string;
  readonly excludeOutboundPorts: string;
  readonly outlierLogPath: string;
  readonly privileged: boolean;
  readonly holdApplicationUntilProxyStarts?: boolean;
  readonly lifecycle?: ILifecycle;
  readonly seccompProfile?: ISeccompProfile;
  readonly capNetBindService?: boolean;
  /** Port of `/healthz/ready` and merged metrics; 0 switches probes off. */
  readonly statusPort: number;
  /** Port at which the agent exchanges tokens (STS) for the application. @default - it does not. Charts: `global.sts.servicePort`. */
  readonly stsPort?: number;
  /** Seconds and counts as in a Kubernetes probe. */
  readonly readiness: {
    readonly initialDelaySeconds: number;
    readonly periodSeconds: number;
    readonly failureThreshold: number;
  };
  readonly startup: { readonly enabled: boolean; readonly failureThreshold: number };
  readonly image: string;
  readonly initImage: string;
  readonly forceApplyIptables: boolean;
  readonly nativeNftables: boolean;
}
