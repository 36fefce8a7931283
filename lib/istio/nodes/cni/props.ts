import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import type { IDaemonSetUpdateStrategy } from 'kubernetes-models/apps/v1/DaemonSetUpdateStrategy';
import type { ISELinuxOptions } from 'kubernetes-models/v1/SELinuxOptions';
import type { ISeccompProfile } from 'kubernetes-models/v1/SeccompProfile';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { Placement, Resources, StringMap } from '../../props';
import { NODE_AGENT_TOLERATIONS } from '../node-agent';

/** What the agent does about a pod that started before the plugin was there. */
export const REPAIR_MODES = ['repair', 'delete', 'label', 'off'] as const;
export type RepairMode = (typeof REPAIR_MODES)[number];

/** How AppArmor is told to leave the agent alone: an annotation (Kubernetes before 1.30), or the field that replaced it. */
export const APP_ARMOR = ['annotation', 'field'] as const;

/** Pods that are in ambient mode. A pod is in if one line matches both it and its namespace. */
export interface EnablementSelector {
  readonly podSelector?: ILabelSelector;
  readonly namespaceSelector?: ILabelSelector;
}

/** Redirection of pods in ambient mode to the node's ztunnel. Charts: `cni.ambient`. */
export interface CniAmbientProps {
  readonly enabled: boolean;
  readonly enablementSelectors: readonly EnablementSelector[];
  /** DNS queries go through ztunnel. */
  readonly dnsCapture: boolean;
  readonly ipv6: boolean;
  /** At start, replaces rules in running pods that an older agent left. Source: chart istio-cni, values.yaml. */
  readonly reconcileIptablesOnStartup: boolean;
  /** Runs in the node's network namespace instead of entering it when needed. */
  readonly shareHostNetworkNamespace: boolean;
  /** Asks again whether a pod is in ambient mode after an error. */
  readonly enableAmbientDetectionRetry: boolean;
}

/** The node agent that redirects pods' traffic, so that no pod needs a privileged init container. Charts: `istio-cni`. Held by `test:traffic -- ambient`. */
export interface CniProps {
  /** @default - the control plane's namespace */
  readonly namespace?: string;
  /** Host folder of the node's CNI plugins. */
  readonly binDir: string;
  /** Host folder of the node's CNI configuration. */
  readonly confDir: string;
  /** Host folder of named network namespaces. */
  readonly netnsDir: string;
  /** Configuration file to extend or write. @default - the first one in `confDir` */
  readonly confFileName?: string;
  /** Extends the cluster's plugin configuration; `false` writes a file of its own. */
  readonly chained: boolean;
  /** `multus`: pods name the plugin in an annotation, and a NetworkAttachmentDefinition declares it. */
  readonly provider: 'default' | 'multus';
  /** Keeps a configuration file of Istio's own, which survives changes that others make to theirs. */
  readonly ownedConfig?: { readonly fileName?: string };
  /** Pods of these namespaces are left alone. */
  readonly excludeNamespaces: readonly string[];
  readonly ambient: CniAmbientProps;
  readonly repair: {
    readonly mode: RepairMode;
    readonly initContainer: string;
    /** Label of broken pods in mode `label`. */
    readonly brokenPodLabel: { readonly key: string; readonly value: string };
  };
  /** `scope:level,...` */
  readonly logLevel: string;
  readonly logAsJson: boolean;
  readonly resources: Resources;
  /** Lets this many node-critical pods into the namespace; GKE wants it outside kube-system. @default - no ResourceQuota */
  readonly quota?: { readonly pods: number };
  readonly tolerations: readonly IToleration[];
  readonly affinity?: Placement['affinity'];
  readonly updateStrategy: IDaemonSetUpdateStrategy;
  readonly terminationGracePeriodSeconds: number;
  readonly appArmor: (typeof APP_ARMOR)[number];
  readonly seccompProfile?: ISeccompProfile;
  readonly seLinuxOptions?: ISELinuxOptions;
  /** Of the DaemonSet. Charts: `daemonSetLabels`. */
  readonly labels?: StringMap;
  readonly podAnnotations?: StringMap;
  readonly podLabels?: StringMap;
  /** Environment of the agent beside its settings. */
  readonly env: StringMap;
}

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

/** The official defaults. */
export const CNI: CniProps = {
  binDir: '/opt/cni/bin',
  confDir: '/etc/cni/net.d',
  netnsDir: '/var/run/netns',
  chained: true,
  provider: 'default',
  excludeNamespaces: ['kube-system'],
  ambient: {
    enabled: false,
    enablementSelectors: [
      { podSelector: { matchLabels: AMBIENT } },
      {
        podSelector: { matchExpressions: [{ key: 'istio.io/dataplane-mode', operator: 'NotIn', values: ['none'] }] },
        namespaceSelector: { matchLabels: AMBIENT },
      },
    ],
    dnsCapture: true,
    ipv6: true,
    reconcileIptablesOnStartup: true,
    shareHostNetworkNamespace: false,
    enableAmbientDetectionRetry: false,
  },
  repair: {
    mode: 'repair',
    initContainer: 'istio-validation',
    brokenPodLabel: { key: 'cni.istio.io/uninitialized', value: 'true' },
  },
  logLevel: 'info',
  logAsJson: false,
  resources: { requests: { cpu: '100m', memory: '100Mi' } },
  tolerations: NODE_AGENT_TOLERATIONS,
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
  terminationGracePeriodSeconds: 30,
  appArmor: 'annotation',
  env: {},
};
