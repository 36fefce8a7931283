import type { ILabelSelectorRequirement } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelectorRequirement';
import { Construct } from 'constructs';
import type { IMutatingWebhook } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhook';
import type { IMutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import { defined, filled } from '../../../kit/defined';
import { manifest } from '../../../kit/manifest';
import { istioLabels } from '../../parts/labels';
import type { StringMap } from '../../props';

/** Which pods a webhook sees: requirements on the namespace's labels and on the pod's. */
export interface InjectionRule {
  readonly name: string;
  readonly namespace: readonly ILabelSelectorRequirement[];
  readonly pod: readonly ILabelSelectorRequirement[];
}

export interface InjectionWebhookProps {
  /** Name of the MutatingWebhookConfiguration. */
  readonly name: string;
  readonly labels: StringMap;
  /** @default - none */
  readonly annotations?: StringMap | undefined;
  /** The istiod Service that injects. */
  readonly service: { readonly name: string; readonly namespace: string };
  /** Path that istiod injects at; it may say whose pods these are: `/inject/cluster/<name>/net/<network>`. @default '/inject' */
  readonly path?: string;
  /** Called instead of the Service: an https URL. */
  readonly url?: string;
  /** Base64 of the PEM that signs what answers. @default - istiod fills it in */
  readonly caBundle?: string;
  /** What namespaces and pods say in `istio.io/rev` to be injected here: a revision or a tag. */
  readonly revision: string;
  /** Also serve `istio-injection: enabled` and pods that only say `sidecar.istio.io/inject: "true"`. */
  readonly isDefault: boolean;
  /** Also inject namespaces that say nothing. */
  readonly everyNamespace?: boolean;
  /** @default - the server's own: Never */
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
}

const isAbsent = (key: string): ILabelSelectorRequirement => ({ key, operator: 'DoesNotExist' });
const isOneOf = (key: string, value: string): ILabelSelectorRequirement => ({ key, operator: 'In', values: [value] });
const NOT_REFUSED: ILabelSelectorRequirement = { key: 'sidecar.istio.io/inject', operator: 'NotIn', values: ['false'] };
const [BY_NAMESPACE, BY_REVISION] = ['istio-injection', 'istio.io/rev'];

/** The truth table of injection: what the namespace says goes before what the pod says. */
export function injectionRules(
  props: Pick<InjectionWebhookProps, 'revision' | 'isDefault' | 'everyNamespace'>,
): readonly InjectionRule[] {
  const silentNamespace = [isAbsent(BY_NAMESPACE), isAbsent(BY_REVISION)];
  const byRevision: readonly InjectionRule[] = [
    {
      name: 'rev.namespace',
      namespace: [isOneOf(BY_REVISION, props.revision), isAbsent(BY_NAMESPACE)],
      pod: [NOT_REFUSED],
    },
    { name: 'rev.object', namespace: silentNamespace, pod: [NOT_REFUSED, isOneOf(BY_REVISION, props.revision)] },
  ];
  const byDefault: readonly InjectionRule[] = [
    { name: 'namespace', namespace: [isOneOf(BY_NAMESPACE, 'enabled')], pod: [NOT_REFUSED] },
    {
      name: 'object',
      namespace: silentNamespace,
      pod: [isOneOf('sidecar.istio.io/inject', 'true'), isAbsent(BY_REVISION)],
    },
  ];
  const every: InjectionRule = {
    name: 'auto',
    namespace: [
      ...silentNamespace,
      {
        key: 'kubernetes.io/metadata.name',
        operator: 'NotIn',
        values: ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'],
      },
    ],
    pod: [isAbsent('sidecar.istio.io/inject'), isAbsent(BY_REVISION)],
  };
  return [
    ...byRevision,
    ...(props.isDefault ? byDefault : []),
    ...(props.isDefault && props.everyNamespace ? [every] : []),
  ];
}

/**
 * Has the API server ask istiod to inject each new pod of the mesh. `caBundle` is left to istiod, which fills it in;
 * a pod that should be injected is refused while istiod is away, so none starts without its proxy.
 */
export class InjectionWebhook extends Construct {
  constructor(scope: Construct, id: string, props: InjectionWebhookProps) {
    super(scope, id);
    manifest<IMutatingWebhookConfiguration>(this, 'MutatingWebhookConfiguration', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {
        name: props.name,
        labels: istioLabels('istiod', { app: 'sidecar-injector', ...props.labels }),
        ...defined({ annotations: filled(props.annotations) }),
      },
      webhooks: injectionRules(props).map((rule) => webhook(rule, props)),
    });
  }
}

function webhook(rule: InjectionRule, props: InjectionWebhookProps): IMutatingWebhook {
  return {
    name: `${rule.name}.sidecar-injector.istio.io`,
    clientConfig: {
      ...(props.url === undefined
        ? { service: { ...props.service, path: props.path ?? '/inject', port: 443 } }
        : { url: props.url }),
      ...defined({ caBundle: props.caBundle }),
    },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    reinvocationPolicy: props.reinvocationPolicy ?? 'Never',
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: '*' }],
    namespaceSelector: { matchExpressions: [...rule.namespace] },
    objectSelector: { matchExpressions: [...rule.pod] },
  };
}
