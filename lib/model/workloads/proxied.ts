import { selects } from '../../kit/formats/labels';
import { blockOf, listOf } from '../../kit/json';
import { remembered } from '../../kit/once-per-object';
import type { Mesh } from '../mesh';
import { isAmbient } from './ambient';
import { asksForSidecars, namespaceCalled } from './selectors';
import type { Workload } from './workloads';

/** Whether a proxy holds what policies say of pods, and gives them an identity; `undefined` where nobody here knows. */
export function isProxied(mesh: Mesh, workload: Workload): boolean | undefined {
  const { namespace, labels, annotations, hostNetwork, runsProxy } = workload;
  const isGateway = mesh.gatewayPods.some(({ spec }) => spec.namespace === namespace && selects(spec.selector, labels));
  if (runsProxy || isGateway) return true;
  if (hostNetwork) return false;
  const wish = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (wish === 'true' || (wish !== 'false' && labels['istio.io/rev'] !== undefined)) return true;
  const owner = namespaceCalled(mesh, namespace);
  if (owner === undefined) return undefined;
  if (isAmbient(owner.labels)) return labels['istio.io/dataplane-mode'] !== 'none';
  if (labels['istio.io/dataplane-mode'] === 'ambient') return true;
  if (wish === 'false') return false;
  if (asksForSidecars(owner)) return true;
  // Whether those that say nothing are injected, a webhook says.
  return owner.labels['istio-injection'] === 'disabled' || injectingAll(mesh).length === 0 ? false : undefined;
}

/** The webhooks by which namespaces that say nothing are injected, too. */
const injectingAll = remembered((mesh: Mesh): readonly unknown[] =>
  mesh.MutatingWebhookConfiguration.flatMap(({ object }) => listOf(blockOf(object)['webhooks'])).filter(
    (one) => blockOf(one)['name'] === 'auto.sidecar-injector.istio.io',
  ),
);
