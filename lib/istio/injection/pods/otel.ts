import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IstioProps, StringMap } from '../../props';
import { variable } from '../../proxy/env';
import { goFunction } from '../template/expression';
import { pod } from '../template/functions';
import type { PodInput } from '../template/input';
import type { Item } from '../template/tree';

type Container = PodInput['Spec']['Containers'][number];

/** Tag and digest of an image reference, as far as it has them. */
function version(image: string): string {
  const [name = '', digest = ''] = image.split('@');
  const tag = name.lastIndexOf(':') > name.lastIndexOf('/') ? name.slice(name.lastIndexOf(':') + 1) : '';
  return [tag, digest].filter((one) => one !== '').join('@');
}

/** OpenTelemetry's service attributes of a pod. Istio: otelResourceAttributes in pkg/kube/inject/template.go. */
function attributes(
  _mesh: object,
  annotations: StringMap,
  labels: StringMap,
  namespace: string,
  containers: readonly Container[],
): string {
  const [first, ...more] = containers;
  const own = (name: string) => annotations[`resource.opentelemetry.io/${name}`] || undefined;
  const image = first !== undefined && more.length === 0 ? version(first.Image) : '';
  const found = {
    'service.namespace': own('service.namespace') ?? namespace,
    'service.version': own('service.version') ?? (labels['app.kubernetes.io/version'] || image),
    // The kubelet fills in the pod's name.
    'service.instance.id':
      own('service.instance.id') ?? (first === undefined ? '' : `${namespace}.$(POD_NAME).${first.Name}`),
  };
  return Object.entries(found)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

const isEnriched = (provider: unknown): boolean =>
  (provider as { readonly opentelemetry?: { readonly serviceAttributeEnrichment?: string } }).opentelemetry
    ?.serviceAttributeEnrichment === 'OTEL_SEMANTIC_CONVENTIONS';

/** Attributes that traces carry, in a mesh with a tracing provider that asks for them. */
export function otelAttributes({ mesh }: IstioProps): readonly Item<IEnvVar>[] {
  const providers = (mesh['extensionProviders'] as readonly unknown[] | undefined) ?? [];
  if (!providers.some(isEnriched)) return [];
  const value = goFunction('otelResourceAttributes', attributes)(
    pod('MeshConfig'),
    pod('ObjectMeta.Annotations'),
    pod('ObjectMeta.Labels'),
    pod('DeploymentMeta.Namespace'),
    pod('Spec.Containers'),
  ).as('otel');
  return variable('OTEL_RESOURCE_ATTRIBUTES', value);
}
