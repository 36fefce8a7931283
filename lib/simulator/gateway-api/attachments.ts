import { hostHolds } from '../../model/hosts/holding';
import { hostKey } from '../../model/hosts/names';
import { named } from '../../model/lookup';
import type { Mesh, Written } from '../../model/mesh';
import { type Listener, listenersOf } from './api-listeners';

type Parent = NonNullable<Mesh['HTTPRoute'][number]['spec']['parentRefs']>[number];

/** A place of a route: a listener, or a service in the mesh. */
export interface Attached {
  readonly gateway: string;
  readonly hosts: readonly string[];
  /** Name of the listener. */
  readonly within?: string;
  readonly port?: number | undefined;
  /** By this istiod puts the parents of a route in order. */
  readonly parent?: string;
}

/** Source: istio pilot/pkg/config/kube/gateway, parentRefString. */
const parentOf = ({ group = '', kind, name, sectionName = '', port = 0 }: Parent, home: string): string =>
  `${group}/${kind}/${name}/${sectionName}/${port}.${home}`;

/** Where a route is attached: listeners that let it, or a Service in the mesh. */
export function attachments(
  mesh: Mesh,
  {
    namespace,
    spec,
    kind,
  }: Pick<Written<unknown>, 'namespace'> & {
    readonly kind: string;
    readonly spec: {
      readonly parentRefs?: readonly Parent[] | undefined;
      readonly hostnames?: readonly string[] | undefined;
    };
  },
): readonly Attached[] {
  return (spec.parentRefs ?? []).flatMap((parent): readonly Attached[] => {
    const home = parent.namespace ?? namespace;
    const inMesh = { gateway: 'mesh', port: parent.port, parent: parentOf(parent, home) };
    if (parent.kind === 'Service') return [{ ...inMesh, hosts: [hostKey(parent.name, home)] }];
    if (parent.kind === 'ServiceEntry') {
      const declared = named(mesh.ServiceEntry, `${home}/${parent.name}`)?.spec.hosts ?? [];
      return [{ ...inMesh, hosts: declared.map((host) => hostKey(host, home)) }];
    }
    const hostnames = spec.hostnames ?? ['*'];
    return listenersOf(mesh, `${home}/${parent.name}`)
      .filter((one) => one.takes(parent, namespace, kind) && hostnames.some((host) => meet(one, host)))
      .map((one) => ({ gateway: one.id, within: one.hostname, hosts: hostnames.filter((host) => one.isolates(host)) }));
  });
}

const meet = ({ hostname }: Listener, host: string): boolean => hostHolds(hostname, host) || hostHolds(host, hostname);

/** An earlier parent in the mesh is for every port: for that one the rules of all are sorted. */
export const isAfterWhole = (places: readonly Attached[], parent = ''): boolean =>
  places.some((one) => one.gateway === 'mesh' && one.port === undefined && (one.parent ?? '') < parent);
