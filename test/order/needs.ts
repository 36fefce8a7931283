import type { StringMap } from '../../lib/kit/formats/labels';
import { groupOf } from '../../lib/model/object';
/** An object as `dist/` has it; a kind's own fields are read as what they are where they are known. */
export interface Planned {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: StringMap;
  };
}

/** Something that must be in the cluster before an object does its work. */
export interface Need {
  /** What it is for, as a sentence says it: `its namespace`. */
  readonly as: string;
  readonly is: (other: Planned) => boolean;
  /** Someone else may bring it (a Secret by hand, a CRD that the platform owns): only the order counts. */
  readonly optional?: boolean;
}

const group = ({ apiVersion }: Planned): string => groupOf(apiVersion);

const named = (
  as: string,
  kind: string,
  name: string | undefined,
  namespace?: string,
  optional = false,
): readonly Need[] =>
  name === undefined
    ? []
    : [
        {
          as,
          optional,
          is: (other) =>
            other.kind === kind &&
            other.metadata.name === name &&
            (namespace === undefined || other.metadata.namespace === namespace),
        },
      ];

/** Namespaces that every cluster has. */
const PRESENT: readonly string[] = ['default', 'kube-system'];
/** API groups that the server itself serves. */
const CORE = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/;
const GATEWAY_API = 'gateway.networking.k8s.io';

const namespaceOf = ({ kind, metadata }: Planned): readonly Need[] =>
  kind === 'Namespace' || PRESENT.includes(metadata.namespace ?? 'default')
    ? []
    : named('its namespace', 'Namespace', metadata.namespace);

const definitionOf = (object: Planned): readonly Need[] =>
  CORE.test(group(object)) && group(object) !== GATEWAY_API
    ? []
    : [
        {
          as: 'the CRD of its kind',
          optional: !group(object).endsWith('istio.io'),
          is: (other) => {
            const { group: of, names } = specOf<{ group?: string; names?: { kind?: string } }>(other);
            return other.kind === 'CustomResourceDefinition' && of === group(object) && names?.kind === object.kind;
          },
        },
      ];

const specOf = <T>(object: Planned): T => ((object as Planned & { readonly spec?: T }).spec ?? {}) as T;

interface Volume {
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: { readonly sources: readonly { readonly configMap?: { readonly name: string } }[] };
}

interface Container {
  readonly env?: readonly {
    readonly valueFrom?: {
      readonly configMapKeyRef?: { readonly name: string };
      readonly secretKeyRef?: { readonly name: string };
    };
  }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
}

interface Pod {
  readonly metadata?: { readonly labels?: StringMap };
  readonly spec?: {
    readonly serviceAccountName?: string;
    readonly priorityClassName?: string;
    readonly volumes?: readonly Volume[];
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}

/** The pod that an object makes, whatever its kind. */
export function podOf(object: Planned): Pod | undefined {
  const spec = specOf<{ template?: Pod; jobTemplate?: { spec?: { template?: Pod } } }>(object);
  if (object.kind === 'Pod') return object as Pod & Planned;
  if (object.kind === 'CronJob') return spec.jobTemplate?.spec?.template;
  return ['Deployment', 'DaemonSet', 'StatefulSet', 'Job'].includes(object.kind) ? spec.template : undefined;
}

interface Webhooks {
  readonly webhooks?: readonly {
    readonly clientConfig: { readonly service?: { readonly name: string; readonly namespace: string } };
  }[];
}

interface Binding {
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
}

function ofPod(object: Planned): readonly Need[] {
  const pod = podOf(object);
  if (pod?.spec === undefined) return [];
  const { namespace } = object.metadata;
  const config = (name?: string) => named('a ConfigMap that it reads', 'ConfigMap', name, namespace, true);
  const secret = (name?: string) => named('a Secret that it reads', 'Secret', name, namespace, true);
  const account = pod.spec.serviceAccountName;
  const sidecar = pod.metadata?.labels?.['sidecar.istio.io/inject'] !== 'false';
  return [
    ...named('its ServiceAccount', 'ServiceAccount', account, namespace),
    ...named('its PriorityClass', 'PriorityClass', pod.spec.priorityClassName, undefined, true),
    {
      as: 'the rights of its ServiceAccount',
      optional: true,
      is: (other) =>
        ((other as Binding).subjects ?? []).some(
          (subject) => subject.kind === 'ServiceAccount' && subject.name === account && subject.namespace === namespace,
        ),
    },
    ...(sidecar
      ? [
          {
            as: 'the injection webhook',
            optional: true,
            is: ({ kind }: Planned) => kind === 'MutatingWebhookConfiguration',
          },
        ]
      : []),
    ...(pod.spec.volumes ?? []).flatMap((volume) => [
      ...config(volume.configMap?.name),
      ...secret(volume.secret?.secretName),
      ...named('its volume', 'PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName, namespace),
      ...(volume.projected?.sources ?? []).flatMap((source) => config(source.configMap?.name)),
    ]),
    ...[...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])].flatMap(({ env = [], envFrom = [] }) => [
      ...env.flatMap(({ valueFrom }) => [
        ...config(valueFrom?.configMapKeyRef?.name),
        ...secret(valueFrom?.secretKeyRef?.name),
      ]),
      ...envFrom.flatMap((from) => [...config(from.configMapRef?.name), ...secret(from.secretRef?.name)]),
    ]),
  ];
}

/** Kinds that bind to another object by name. */
function ofReferences(object: Planned): readonly Need[] {
  const { namespace } = object.metadata;
  const { roleRef } = object as Binding & Planned;
  const { scaleTargetRef } = specOf<{ scaleTargetRef?: { kind: string; name: string } }>(object);
  return [
    ...(roleRef === undefined
      ? []
      : named('its role', roleRef.kind, roleRef.name, roleRef.kind === 'Role' ? namespace : undefined)),
    ...(scaleTargetRef === undefined
      ? []
      : named('what it scales', scaleTargetRef.kind, scaleTargetRef.name, namespace)),
    ...((object as Webhooks & Planned).webhooks ?? []).flatMap(({ clientConfig: { service } }) =>
      // On a remote cluster, the istiod that answers is elsewhere.
      named('the Service that answers it', 'Service', service?.name, service?.namespace, true),
    ),
  ];
}

/** Everything that must come before an object. `istio-needs.ts` adds what Istio's own resources need. */
export const prerequisitesOf = (object: Planned): readonly Need[] => [
  ...namespaceOf(object),
  ...definitionOf(object),
  ...ofPod(object),
  ...ofReferences(object),
];
