import type { StringMap } from '../kit/formats/labels';
import type { Component } from './component';
import type { Values } from './values/values';

/** A gateway of the input. */
export interface GivenGateway {
  /** Its key in the environment. */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly side: 'ingress' | 'egress';
  /** `rendered`: of the charts istio-ingress and istio-egress; `injected`: of the chart gateway. */
  readonly form: 'rendered' | 'injected';
  readonly values: Values;
  /** Labels by which it is selected beside the chart's own. */
  readonly labels: StringMap;
  readonly component?: Component;
}

/** What the input installs, in one spelling whoever wrote it: values as istioctl has them, components, gateways. */
export interface Installation {
  /** Below `pilot`, `cni`, `ztunnel` what is their charts' alone. */
  readonly values: Values;
  /** The profile of the charts. */
  readonly profile: string;
  readonly namespace: string;
  /** Namespaces of what is installed; nothing where it is not. */
  readonly parts: {
    readonly base: boolean;
    readonly pilot: boolean;
    readonly cni?: string;
    readonly ztunnel?: string;
  };
  readonly gateways: readonly GivenGateway[];
  /** Components with settings of `k8s`. */
  readonly components: {
    readonly pilot?: Component;
    readonly cni?: Component;
    readonly ztunnel?: Component;
    readonly base?: Component;
  };
}
