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

export interface ListenersProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Pods that serve. With api: 'gateway-api' and none, Istio deploys pods of its own. */
  readonly gateway?: GatewayPods;
  readonly servers: readonly ServerProps[];
  /** @default 'istio' */
  readonly api?: 'istio' | 'gateway-api';
  /** Namespaces whose routes may use it; single servers may say otherwise. Gateway API only. @default 'Same' */
  readonly allowRoutesFrom?: NonNullable<ServerProps['allowRoutesFrom']>;
  /** What Istio gives the pods and the Service that it deploys for it. Gateway API only. @default - nothing of its own */
  readonly infrastructure?: Infrastructure;
  /** Whose Gateway it is. Gateway API only. @default 'istio' */
  readonly gatewayClassName?: string;
}
