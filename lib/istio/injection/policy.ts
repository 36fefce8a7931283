import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import { meets, satisfies } from '../../kit/formats/labels';
import { type InjectionWebhookProps, injectionRules } from '../istiod/webhooks/injection-webhook';
import type { InjectionProps, StringMap } from '../props';

/** What decides about a pod's injection. */
export interface Candidate {
  readonly namespace: { readonly name: string; readonly labels?: StringMap };
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly hostNetwork?: boolean;
}

/** A webhook that may inject: one of a revision, or one of a tag, which follows the revision's policy. */
export type Injector = Pick<InjectionWebhookProps, 'revision' | 'isDefault' | 'everyNamespace'> & {
  readonly injection: Pick<InjectionProps, 'policy' | 'alwaysInject' | 'neverInject'>;
};

/** Which webhook injects a pod, or why none does. */
export type Decision =
  | { readonly injected: true; readonly webhook: string; readonly revision: string; readonly because: string }
  | { readonly injected: false; readonly because: string };

const INJECT = 'sidecar.istio.io/inject';

/** Namespaces of Kubernetes itself, whose pods are never injected. */
export const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'] as const;

/** Whether labels satisfy a selector; one that asks for nothing selects nothing here. */
const selects = (selector: ILabelSelector, labels: StringMap): boolean =>
  Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length > 0 &&
  satisfies(selector, labels);

/**
 * Whether istiod injects a pod that a webhook hands to it, and why. The pod's label goes before its annotation, both before the
 * selectors, those before the policy. Source: injectRequired in pkg/kube/inject/inject.go.
 */
export function injectionPolicy(candidate: Candidate, injection: Injector['injection']): readonly [boolean, string] {
  const labels = candidate.labels ?? {};
  if (candidate.hostNetwork) return [false, 'the pod uses the network of its node'];
  if (SYSTEM_NAMESPACES.some((name) => name === candidate.namespace.name))
    return [false, `namespace ${candidate.namespace.name} belongs to Kubernetes`];
  const wish = labels[INJECT] ?? candidate.annotations?.[INJECT] ?? '';
  const kind = INJECT in labels ? 'label' : 'annotation';
  if (wish === 'true' || wish === 'false') return [wish === 'true', `its ${kind} ${INJECT} says ${wish}`];
  if (injection.neverInject.some((selector) => selects(selector, labels)))
    return [false, 'a neverInject selector matches its labels'];
  if (injection.alwaysInject.some((selector) => selects(selector, labels)))
    return [true, 'an alwaysInject selector matches its labels'];
  return [injection.policy === 'enabled', `the policy is ${injection.policy}`];
}

/** Which of the webhooks injects a pod, or why none does: first what the API server decides by labels, then what istiod decides. */
export function webhookFor(candidate: Candidate, injectors: readonly Injector[]): Decision {
  const { namespace } = candidate;
  const namespaceLabels = { 'kubernetes.io/metadata.name': namespace.name, ...namespace.labels };
  const matches = injectors.flatMap((injector) =>
    injectionRules(injector)
      .filter(
        (rule) =>
          rule.namespace.every((requirement) => meets(requirement, namespaceLabels)) &&
          rule.pod.every((requirement) => meets(requirement, candidate.labels ?? {})),
      )
      .map((rule) => ({ injector, webhook: `${rule.name}.sidecar-injector.istio.io` })),
  );
  const [first] = matches;
  if (first === undefined) return { injected: false, because: unmatched(candidate, injectors) };
  const [injected, because] = injectionPolicy(candidate, first.injector.injection);
  return injected
    ? { injected, webhook: first.webhook, revision: first.injector.revision, because }
    : { injected, because };
}

function unmatched({ namespace, labels = {} }: Candidate, injectors: readonly Injector[]): string {
  if (labels[INJECT] === 'false') return `its label ${INJECT} says false`;
  const injection = namespace.labels?.['istio-injection'];
  const revision = injection === undefined ? (namespace.labels?.['istio.io/rev'] ?? labels['istio.io/rev']) : undefined;
  if (injection !== undefined && injection !== 'enabled')
    return `namespace ${namespace.name} says istio-injection: ${injection}`;
  if (revision !== undefined && !injectors.some((injector) => injector.revision === revision))
    return `no control plane or tag is called ${revision}`;
  if (injection === 'enabled') return 'no control plane serves istio-injection: enabled';
  return `neither namespace ${namespace.name} nor the pod asks for it`;
}
