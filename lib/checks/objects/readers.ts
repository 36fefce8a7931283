import { remembered } from '../../kit/once-per-object';
import { ofKind } from '../../model/lookup';
import type { ControlPlane, Mesh, Written } from '../../model/mesh';
import { groupKind } from '../../model/object';
import { namespaceCalled } from '../../model/workloads/selectors';

/** Kinds that are for pods of their own namespace, and so are read by the control plane that it follows. */
const OF_A_NAMESPACE = [
  ...['networking.istio.io/EnvoyFilter', 'networking.istio.io/Sidecar'],
  ...['security.istio.io/RequestAuthentication'],
];

/** Who reads an object, in words, and which control planes that are. */
type Readers = readonly [who: (plane: ControlPlane) => string, planes: readonly ControlPlane[]];

/** Revisions by tag: each tag has a webhook of its own. */
export const tagsOf = remembered(
  (mesh: Mesh): ReadonlyMap<string, string> =>
    new Map(
      ofKind(mesh, 'MutatingWebhookConfiguration').flatMap(
        ({ labels: { 'istio.io/tag': tag, 'istio.io/rev': revision } }) =>
          tag !== undefined && revision !== undefined ? [[tag, revision]] : [],
      ),
    ),
);

/** Whom a namespace's pods get their proxies from: a revision or a tag. */
function followed(mesh: Mesh, namespace: string): string | undefined {
  const { labels = {} } = namespaceCalled(mesh, namespace) ?? {};
  return labels['istio-injection'] === 'enabled' ? 'default' : labels['istio.io/rev'];
}

/** Who reads an object: the control plane that it names, the one that its namespace follows, or all. */
export function readersOf(mesh: Mesh, one: Written<unknown>): Readers {
  const all = mesh.controlPlanes.map(({ spec }) => spec);
  const tags = tagsOf(mesh);
  const planesOf = (name: string) => all.filter(({ revision }) => revision === (tags.get(name) ?? name));
  const asked = one.labels['istio.io/rev'];
  if (asked !== undefined) return [({ revision }) => `it is for ${revision}`, planesOf(asked)];
  const name = followed(mesh, one.namespace);
  const isLocal =
    OF_A_NAMESPACE.includes(groupKind(one.object)) && all.every(({ namespace }) => namespace !== one.namespace);
  const own = name === undefined || !isLocal ? [] : planesOf(name);
  return own.length > 0
    ? [({ revision }) => `${one.namespace} follows ${revision}`, own]
    : [
        ({ revision }) =>
          name !== undefined && planesOf(name).some((plane) => plane.revision === revision)
            ? `${one.namespace} follows ${revision}`
            : `${revision} reads it`,
        all,
      ];
}
