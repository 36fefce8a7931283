import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import type { Mesh } from '../mesh';

/** What a route of the Gateway API names: a Service, where nothing else is said. */
interface Reference {
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
}

interface Grant {
  readonly from: { readonly kind: string; readonly namespace: string };
  readonly to: { readonly kind: string; readonly namespace: string; readonly name: string | undefined };
}

const byOwner = remembered((mesh: Mesh) =>
  grouped(
    mesh.ReferenceGrant.flatMap(({ namespace, spec }) =>
      (spec.from ?? []).flatMap((from) =>
        (spec.to ?? []).map(({ kind, name }): Grant => ({ from, to: { kind, namespace, name } })),
      ),
    ),
    ({ to }) => to.namespace,
  ),
);

/** A route of a kind may send to what it names: its namespace's own, or what a ReferenceGrant of the other namespace lets. Source: istio pilot/pkg/config/kube/gatewaycommon/references.go. */
export const isGranted = (
  mesh: Mesh,
  kind: string,
  own: string,
  { kind: of = 'Service', name, namespace = own }: Reference,
): boolean =>
  namespace === own ||
  (byOwner(mesh).get(namespace) ?? []).some(
    ({ from, to }) =>
      from.kind === kind && from.namespace === own && to.kind === of && (to.name === undefined || to.name === name),
  );
