import { podsOf } from '../../model/workloads/workloads';
import { address, type Manifest } from '../dist/manifest';
import type { NeededSecret } from './secret';

interface Reference {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

interface PodSpec {
  readonly volumes?: readonly {
    readonly secret?: Reference & { readonly secretName?: string };
    readonly projected?: { readonly sources?: readonly { readonly secret?: Reference }[] };
  }[];
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly imagePullSecrets?: readonly Reference[];
}

interface Container {
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: Reference } }[];
  readonly envFrom?: readonly { readonly secretRef?: Reference }[];
}

/** What pods mount, read, or have their images pulled with, without which they do not start. */
export function ofPod(object: Manifest): readonly NeededSecret[] {
  const spec = podsOf(object)?.spec as PodSpec | undefined;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const volumes = (spec?.volumes ?? []).flatMap(({ secret, projected }) => [
    ...(secret === undefined ? [] : [{ ...secret, name: secret.secretName ?? '' }]),
    ...(projected?.sources ?? []).flatMap((source) => source.secret ?? []),
  ]);
  const variables = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
    ...envFrom.flatMap(({ secretRef }) => secretRef ?? []),
  ]);
  return [
    ...[...volumes, ...variables].flatMap((one) => need(object, one, 'values')),
    ...(spec?.imagePullSecrets ?? ofAccount(object)).flatMap((one) => need(object, one, 'registry')),
  ];
}

/** An account's pods have their images pulled with its Secrets. */
const ofAccount = (object: Manifest): readonly Reference[] =>
  object.kind === 'ServiceAccount'
    ? ((object as Manifest & { readonly imagePullSecrets?: readonly Reference[] }).imagePullSecrets ?? [])
    : [];

function need(
  object: Manifest,
  { name, key, items = [], optional = false }: Reference,
  type: NeededSecret['type'],
): readonly NeededSecret[] {
  if (!name || optional) return [];
  const keys = [...items.map((item) => item.key), ...(key === undefined ? [] : [key])];
  return [{ name, namespace: object.metadata.namespace ?? 'default', by: address(object), type, keys }];
}
