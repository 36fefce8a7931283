import { type StringMap, satisfies } from '../../kit/formats/labels';
import { type Block, blockOf, listOf, textsOf } from '../../kit/json';
import { ofKind } from '../../model/lookup';
import type { Mesh, Written } from '../../model/mesh';
import { isInjectionWebhook, webhooksOf } from '../../model/webhooks';
import { namespaceCalled } from '../../model/workloads/selectors';
import { podsOf } from '../../model/workloads/workloads';
import { WORKLOADS } from '../../problems/mesh/workloads';
import type { Rule } from '../rule';

/** User of the proxy, whose own traffic is not redirected. */
const PROXY_USER = 1337;
const PROXY = 'istio-proxy';

const userOf = (block: Block): unknown => blockOf(block['securityContext'])['runAsUser'];
const isControlPlane = ({ labels }: Written<unknown>): boolean => 'operator.istio.io/component' in labels;

export const usersAreTheirOwn: Rule = {
  name: 'users-are-their-own',
  codes: ['IST0144'],
  severity: 'warning',
  about: 'no container of an application runs as the user of the proxy',
  reads: ['objects'],
  find: (mesh) =>
    mesh.objects.flatMap((one) => {
      const { place, object } = one;
      const pods = podsOf(object);
      if (pods === undefined || isControlPlane(one)) return [];
      const { metadata, spec } = pods;
      // Without injection nothing redirects the traffic of the pod.
      if (textsOf(metadata['labels'])['sidecar.istio.io/inject'] === 'false') return [];
      const own = listOf(spec['containers'])
        .map(blockOf)
        .filter((container) => container['name'] !== PROXY && userOf(container) === PROXY_USER)
        .map((container) => ({
          at: [container, 'securityContext', 'runAsUser'] as const,
          problem: WORKLOADS.uid(`the container "${String(container['name'])}"`),
        }));
      const all =
        userOf(spec) === PROXY_USER && !isProxyAlone(spec)
          ? [{ at: [spec, 'securityContext', 'runAsUser'] as const, problem: WORKLOADS.uid('its pod') }]
          : [];
      return [...all, ...own].map((found) => ({ place, ...found }));
    }),
};

/** A gateway: there is no application beside the proxy. */
const isProxyAlone = (spec: Block): boolean =>
  listOf(spec['containers']).every((container) => blockOf(container)['name'] === PROXY);

/** A webhook of the mesh injects pods of a namespace. */
function isInjected(mesh: Mesh, namespace: string, labels: StringMap): boolean {
  const around = namespaceCalled(mesh, namespace)?.labels ?? {};
  return mesh.MutatingWebhookConfiguration.flatMap(webhooksOf)
    .filter(isInjectionWebhook)
    .some(
      ({ namespaceSelector = {}, objectSelector = {} }) =>
        satisfies(namespaceSelector, around) && satisfies(objectSelector, labels),
    );
}

export const autoImagesAreInjected: Rule = {
  name: 'auto-images-are-injected',
  codes: ['IST0146'],
  severity: 'warning',
  about: 'pods whose proxy has the image "auto" are injected',
  reads: ['objects', 'Namespace', 'MutatingWebhookConfiguration'],
  find: (mesh) => {
    // Where no webhook is known, nobody here can tell.
    if (!mesh.MutatingWebhookConfiguration.some((one) => webhooksOf(one).some(isInjectionWebhook))) return [];
    return ofKind(mesh, 'Deployment').flatMap(({ place, namespace, object }) => {
      const pods = podsOf(object);
      const auto = listOf(pods?.spec['containers'])
        .map(blockOf)
        .find(({ name, image }) => name === PROXY && image === 'auto');
      if (auto === undefined || isInjected(mesh, namespace, textsOf(pods?.metadata['labels']))) return [];
      return [{ place, at: [auto, 'image'], problem: WORKLOADS.imageAuto() }];
    });
  },
};
