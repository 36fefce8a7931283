import type { MetadataProps } from '../resource';
import type { Labels } from '../services/handles';
import type { ServerProps } from './servers';

/** The pods that serve: the project's own Gateway, or one made elsewhere. */
export interface GatewayPods {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort?: number }[];
}

/** Labels and annotations of what a controller deploys for a Gateway, and an object, mostly a ConfigMap, with more. */
export interface Infrastructure {
  readonly labels?: Labels;
  /** Such as those by which a cloud makes a load balancer. */
  readonly annotations?: Labels;
  readonly parametersRef?: { readonly group: string; readonly kind: string; readonly name: string };
}

interface AnyListeners extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly servers: readonly ServerProps[];
}

/** A Gateway of Istio's API: servers for pods that are there, open to routes of every namespace. */
export interface IstioListeners extends AnyListeners {
  /** @default 'istio' */
  readonly api?: 'istio';
  /** Pods that serve. */
  readonly gateway: GatewayPods;
  readonly allowRoutesFrom?: never;
  readonly infrastructure?: never;
  readonly gatewayClassName?: never;
}

/** A Gateway of the Gateway API, for which Istio may deploy pods. */
export interface ApiListeners extends AnyListeners {
  readonly api: 'gateway-api';
  /** Pods that serve. @default - Istio deploys pods of its own */
  readonly gateway?: GatewayPods;
  /** Namespaces whose routes may use it; single servers may say otherwise. @default 'Same' */
  readonly allowRoutesFrom?: NonNullable<ServerProps['allowRoutesFrom']>;
  /** What Istio gives the pods and the Service that it deploys for it. @default - nothing of its own */
  readonly infrastructure?: Infrastructure;
  /** Whose Gateway it is. @default 'istio' */
  readonly gatewayClassName?: string;
}

export type ListenersProps = IstioListeners | ApiListeners;
