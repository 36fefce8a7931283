import type { Construct } from 'constructs';
import type { GatewayPods } from '../../mesh/edge/listeners';
import type { Api } from '../../mesh/route/route';
import type { Microservice } from '../../mesh/services/microservice';
import type { MeshNamespace } from '../../mesh/services/namespace';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import type { Details } from '../details';
import type { Productpage } from '../productpage';
import type { Ratings } from '../ratings';
import type { Reviews } from '../reviews';

/** Bookinfo as tasks see it. */
export interface Services {
  readonly namespace: MeshNamespace;
  readonly productpage: Productpage;
  readonly details: Details;
  readonly reviews: Reviews;
  readonly ratings: Ratings;
}

/** What a task may use. */
export interface TaskContext extends Services {
  /** Where the task's resources go: in Bookinfo's namespace. */
  readonly scope: Construct;
  readonly api: Api;
  /** The ingress gateway, where there is one. */
  readonly ingress?: GatewayPods;
  /** Namespace of the control plane. */
  readonly root: MeshNamespace;
}

/** One of Istio's tasks with Bookinfo: a named policy that an environment switches on. */
export interface Task {
  /** What changes for a visitor, in one sentence. */
  readonly purpose: string;
  readonly apply: (context: TaskContext) => void;
}

/** Makes the versions of a service known to routes of Istio's API, unless another task did. */
export function subsets({ namespace, ...context }: TaskContext, service: Microservice, api = context.api): void {
  const id = `Versions-${service.name}`;
  // A version is a Service of its own in the Gateway API.
  if (api === 'istio' && namespace.node.tryFindChild(id) === undefined)
    new DestinationPolicy(namespace, id, { name: service.name, service });
}
