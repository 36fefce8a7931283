import type { StringMap } from '../../kit/formats/labels';
import { remembered } from '../../kit/once-per-object';
import { named } from '../lookup';
import type { Mesh, Written } from '../mesh';

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';
const FROM_GATEWAYS = 'istio.io/ingress-use-waypoint';
const FOR = 'istio.io/waypoint-for';

type Labelled = { readonly labels: StringMap; readonly namespace: string };

/** The waypoint that a namespace or Service says it uses: `namespace/name`. */
export const usedWaypoint = ({ labels, namespace }: Labelled): string | undefined => {
  const name = labels[USE];
  return name === undefined || name === 'none' ? undefined : `${labels[USE_NAMESPACE] ?? namespace}/${name}`;
};

/** Pods of a namespace are in ambient mode; an injected sidecar goes before that. Source: istio pkg/config/analysis, NamespaceInAmbientMode. */
export const isAmbient = (labels: StringMap): boolean =>
  labels['istio.io/dataplane-mode'] === 'ambient' && labels['istio-injection'] !== 'enabled' && !labels['istio.io/rev'];

export interface Ambient {
  /** Namespaces in ambient mode. */
  readonly has: (namespace: string) => boolean;
  /** Waypoint of a Service: its own, or its namespace's; none where that one is for pods alone, or for nothing. */
  readonly waypointOf: (namespace: string, service: string) => string | undefined;
  /** Gateways ask that waypoint, too. They do not unless the Service or its namespace says so. */
  readonly servesGateways: (namespace: string, service: string) => boolean;
}

/** Which namespaces are in ambient mode, and what serves them. Source: istio pilot/pkg/serviceregistry/ambient, fetchWaypointForService. */
export const ambientOf = remembered((mesh: Mesh): Ambient => {
  const inNamespace = (fact: Written<object>) => ({ ...fact, namespace: fact.name });
  const namespaces = mesh.Namespace.filter(({ labels }) => isAmbient(labels));
  const waypoints = new Map(namespaces.map((fact) => [fact.name, usedWaypoint(inNamespace(fact))]));
  const isForServices = (full: string): boolean =>
    ['service', 'all'].includes(named(mesh.ApiGateway, full)?.labels[FOR] ?? 'service');
  return {
    has: (namespace) => waypoints.has(namespace),
    waypointOf: (namespace, name) => {
      const service = named(mesh.Service, `${namespace}/${name}`);
      if (service?.labels[USE] === 'none') return undefined;
      const used = (service && usedWaypoint(service)) ?? waypoints.get(namespace);
      return used !== undefined && isForServices(used) ? used : undefined;
    },
    servesGateways: (namespace, name) => {
      const owner = mesh.Namespace.find((one) => one.name === namespace);
      const said = named(mesh.Service, `${namespace}/${name}`)?.labels[FROM_GATEWAYS] ?? owner?.labels[FROM_GATEWAYS];
      return /^(1|t|true)$/i.test(said ?? '');
    },
  };
});
