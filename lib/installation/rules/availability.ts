import { DRAIN, LEAST_PODS } from '../../istio/parts/availability';
import { Revision } from '../../istio/revisions/revision';
import { INSTALL } from '../../problems/installation/install';
import type { Decided } from '../choices';
import type { EnvironmentRule } from './rule';

/** Seconds that Kubernetes gives a pod to stop unless it says otherwise. */
const DEFAULT_GRACE = 30;

interface Deployment {
  readonly name: string;
  /** The most pods that it may have; nothing where that is left to the level. */
  readonly most: number | undefined;
  /** Seconds that the pod gets to stop. @default - not an Envoy */
  readonly grace?: number;
}

const deployments = ({ istio, revisions, external, gateways, availability }: Decided): readonly Deployment[] => [
  ...[istio, ...revisions, ...external].map((plane) => ({
    name: `${new Revision(plane).service}${external.includes(plane) ? ` in ${plane.namespace}` : ''}`,
    most: plane.istiod.replicas ?? plane.istiod.autoscaling?.max,
  })),
  ...Object.values(gateways)
    .filter(({ kind }) => kind !== 'DaemonSet')
    .map(({ name, replicas, autoscaling, terminationGracePeriodSeconds: grace = DEFAULT_GRACE }) => ({
      name: `gateway ${name}`,
      most: replicas ?? autoscaling?.max,
      ...(availability === 'single' ? {} : { grace }),
    })),
];

export const deploymentsAreSpread: EnvironmentRule = {
  name: 'deployments-are-spread',
  codes: ['MESH620', 'MESH621'],
  severity: 'error',
  about: 'high availability has several pods, and pods that live as long as their requests are drained',
  reads: ['objects'],
  find: (environment) => {
    const { availability } = environment;
    const least = LEAST_PODS[availability];
    return deployments(environment).flatMap(({ name, most = least, grace }) => [
      // Less than one pod is refused by itself.
      ...(most >= 1 && most < least ? [INSTALL.tooFewPods(name, most, availability, least)] : []),
      ...(grace !== undefined && grace <= DRAIN.proxy ? [INSTALL.shortGrace(name, grace, DRAIN.proxy)] : []),
    ]);
  },
};
