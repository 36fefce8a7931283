import { type LabelSelector, type StringMap, satisfies } from '../../kit/formats/labels';
import { named } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { isInjectionWebhook, type Webhook, webhooksOf } from '../../model/webhooks';
import { ISTIO_WEBHOOKS } from '../../problems/istio/webhooks-of-istio';
import type { Finding, Rule } from '../rule';

const REVISION = 'istio.io/rev';

interface Injector {
  readonly place: string;
  readonly name: string;
  readonly hook: Webhook;
}

const revisionsOf = (selector: LabelSelector = {}): readonly string[] => [
  ...(selector.matchLabels?.[REVISION] === undefined ? [] : [selector.matchLabels[REVISION]]),
  ...(selector.matchExpressions ?? []).flatMap(({ key, values = [] }) => (key === REVISION ? values : [])),
];

/** Every way in which a namespace or a pod may be labelled for injection. */
const labelled = (key: string, words: readonly string[], revisions: readonly string[]): readonly StringMap[] => {
  const plain = [{}, ...words.map((word) => ({ [key]: word }))];
  return [...plain, ...revisions.flatMap((revision) => plain.map((labels) => ({ ...labels, [REVISION]: revision })))];
};

function injectorsOf(mesh: Mesh): readonly Injector[] {
  return mesh.MutatingWebhookConfiguration.flatMap((one) => {
    const hooks = webhooksOf(one);
    const isIstios = hooks.some(
      (hook) =>
        isInjectionWebhook(hook) ||
        REVISION in one.labels ||
        revisionsOf(hook.namespaceSelector).length > 0 ||
        revisionsOf(hook.objectSelector).length > 0,
    );
    return isIstios ? hooks.map((hook) => ({ place: one.place, name: `${one.name}/${hook.name}`, hook })) : [];
  });
}

/** Injectors that take a pod which an earlier one takes, each with those. */
function overlaps(injectors: readonly Injector[]): ReadonlyMap<Injector, readonly Injector[]> {
  const revisions = [
    ...new Set(
      injectors.flatMap(({ hook }) => [...revisionsOf(hook.namespaceSelector), ...revisionsOf(hook.objectSelector)]),
    ),
  ];
  const found = new Map<Injector, Set<Injector>>();
  for (const namespace of labelled('istio-injection', ['enabled', 'disabled'], revisions))
    for (const pod of labelled('sidecar.istio.io/inject', ['true', 'false'], revisions)) {
      const taking = injectors.filter(
        ({ hook: { namespaceSelector = {}, objectSelector = {} } }) =>
          satisfies(namespaceSelector, namespace) && satisfies(objectSelector, pod),
      );
      for (const [i, one] of taking.entries())
        for (const other of taking.slice(0, i)) found.set(one, (found.get(one) ?? new Set()).add(other));
    }
  return new Map([...found].map(([one, others]) => [one, [...others]]));
}

export const injectorsDiffer: Rule = {
  name: 'injectors-differ',
  codes: ['IST0139'],
  severity: 'error',
  about: 'a pod is injected by one webhook, whose control plane exists where all objects of the mesh are known',
  reads: ['MutatingWebhookConfiguration', 'Service', 'isWhole'],
  find: (mesh) => {
    const injectors = injectorsOf(mesh);
    return [
      ...[...overlaps(injectors)].map(
        ([{ place, name, hook }, others]): Finding => ({
          place,
          at: [hook],
          other: others[0]?.place ?? '',
          problem: ISTIO_WEBHOOKS.invalid(name, { others: others.map((one) => one.name).sort() }),
        }),
      ),
      ...injectors.flatMap(({ place, name, hook }): readonly Finding[] => {
        const service = hook.clientConfig?.service;
        // An external control plane's Service may be another cluster's.
        if (service === undefined || !mesh.isWhole) return [];
        const full = `${service.namespace}/${service.name}`;
        return named(mesh.Service, full) === undefined
          ? [{ place, at: [hook, 'clientConfig'], problem: ISTIO_WEBHOOKS.invalid(name, { service: full }) }]
          : [];
      }),
    ];
  },
};
