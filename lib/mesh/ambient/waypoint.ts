import { Construct } from 'constructs';
import {
  GatewaySpecListenersAllowedRoutesNamespacesFrom as From,
  Gateway,
} from '../../../imports/gateway.networking.k8s.io';
import type { RevisionHandle } from '../../istio/revisions/revision';
import type { ExternalService } from '../edge/external-service';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import type { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';

/** What requests are for that pass through a waypoint. */
export const WAYPOINT_TRAFFIC = ['service', 'workload', 'all', 'none'] as const;
export type WaypointTraffic = (typeof WAYPOINT_TRAFFIC)[number];

export interface WaypointProps extends MetadataProps {
  /** @default 'waypoint' */
  readonly name?: string;
  /** Requests to Services, to pods by their address, or both. @default - Istio's own: service */
  readonly for?: WaypointTraffic;
  /** Other namespaces may use it too. @default false */
  readonly shared?: boolean;
  /** Control plane that configures it. @default - the one without a name */
  readonly revision?: RevisionHandle;
}

/**
 * A proxy for the requests of an ambient namespace or of some of its services: it follows routes and holds rules about requests, which
 * ztunnel cannot. istiod deploys it. Source: istio.io/docs/ambient/usage/waypoint.
 */
export class Waypoint extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH300 outside of a MeshNamespace */
  constructor(scope: Construct, id: string, props: WaypointProps = {}) {
    super(scope, id);
    mustFit(this, 'WaypointProps', props);
    this.name = props.name ?? 'waypoint';
    this.namespace = MeshNamespace.of(this).name;
    const { revision } = props;
    const labels = {
      ...(props.for === undefined ? {} : { 'istio.io/waypoint-for': props.for }),
      ...(revision === undefined || revision.name === 'default' ? {} : { 'istio.io/rev': revision.name }),
    };
    resource(this, Gateway, metadataOf(this, props, { labels }), {
      gatewayClassName: 'istio-waypoint',
      listeners: [
        {
          name: 'mesh',
          port: 15008,
          protocol: 'HBONE',
          allowedRoutes: { namespaces: { from: props.shared ? From.ALL : From.SAME } },
        },
      ],
    });
  }

  /** Has a whole namespace, one service, or a host outside use it; across namespaces if it is `shared`. */
  serve(...users: readonly (MeshNamespace | Microservice | ExternalService)[]): this {
    for (const user of users) {
      const namespace =
        user instanceof MeshNamespace ? user.name : 'entry' in user ? user.entry.namespace : user.namespace;
      user.label('istio.io/use-waypoint', this.name);
      if (namespace !== this.namespace) user.label('istio.io/use-waypoint-namespace', this.namespace);
    }
    return this;
  }
}
