import { address, type Manifest, objectsOf } from '../delivery/manifest';
import { podOf } from '../delivery/order/needs';
import type { Problem } from '../kit/problems';
import { COMMAND } from '../problems/command';
import { ApiError } from './faults';
import { each } from './pool';
import type { Run } from './run';

/** A Secret that others must bring: no file of `dist/` holds a password or a key. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** The object that needs it. */
  readonly by: string;
  /** `tls` for a gateway's certificate. */
  readonly type: 'tls' | 'generic';
  /** Its entries, as far as they are known. */
  readonly keys: readonly string[];
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;

/** The Secrets that an environment needs and the cluster lacks, each with the command that makes it. Those that one may not read do not count. */
export async function missingSecrets({
  cluster,
  installation,
}: Run): Promise<readonly { readonly secret: string; readonly problem: Problem }[]> {
  const found = await each(secretsNeeded(objectsOf(installation)), async (need) => {
    const { name, namespace } = need;
    const live = await cluster.get({ ...SECRET, metadata: { name, namespace } }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 403) return 'hidden';
      throw error;
    });
    return live === undefined
      ? [{ secret: `Secret ${namespace}/${name}`, problem: COMMAND.noSecret(need.by, commandFor(need)) }]
      : [];
  });
  return found.flat();
}

/** The kubectl command that makes a Secret, with what its owner must fill in. */
function commandFor({ namespace, name, type, keys }: NeededSecret): string {
  const head = `kubectl create secret ${type} ${name} --namespace ${namespace}`;
  if (type === 'tls') return `${head} --cert <file> --key <file>`;
  const entries = keys.length > 0 ? keys.map((key) => `--from-literal ${key}=<value>`) : ['--from-file <folder>'];
  return [head, ...entries].join(' ');
}

/** The Secrets that objects need to work and none of them brings, each once. */
export function secretsNeeded(objects: readonly Manifest[]): readonly NeededSecret[] {
  const brought = new Set(objects.flatMap(broughtBy));
  const needs = new Map<string, NeededSecret>();
  for (const need of objects.flatMap((object) => [...ofGateway(object, objects), ...ofPod(object)])) {
    const id = `${need.namespace}/${need.name}`;
    const known = needs.get(id);
    const keys = [...new Set([...(known?.keys ?? []), ...need.keys])];
    if (!brought.has(id)) needs.set(id, { ...need, ...known, keys });
  }
  return [...needs.values()];
}

/** What makes Secrets: a certificate's or an external secret's. */
function broughtBy({ kind, metadata, ...rest }: Manifest): readonly string[] {
  const { spec } = rest as {
    readonly spec?: { readonly secretName?: string; readonly target?: { readonly name?: string } };
  };
  if (kind === 'Secret') return [`${metadata.namespace}/${metadata.name}`];
  if (kind === 'Certificate' && spec?.secretName !== undefined) return [`${metadata.namespace}/${spec.secretName}`];
  return kind === 'ExternalSecret' ? [`${metadata.namespace}/${spec?.target?.name ?? metadata.name}`] : [];
}

interface Gateway extends Manifest {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly servers?: readonly {
      readonly tls?: { readonly credentialName?: string; readonly credentialNames?: readonly string[] };
    }[];
    readonly listeners?: readonly {
      readonly tls?: {
        readonly certificateRefs?: readonly {
          readonly kind?: string;
          readonly name: string;
          readonly namespace?: string;
        }[];
      };
    }[];
  };
}

/** Certificates of listeners: Istio's lie beside the gateway's pods, the Gateway API's beside the Gateway. */
function ofGateway(object: Gateway, objects: readonly Manifest[]): readonly NeededSecret[] {
  if (object.kind !== 'Gateway') return [];
  const { selector = {}, servers = [], listeners = [] } = object.spec ?? {};
  const own = object.metadata.namespace ?? 'default';
  const carries = (labels: Readonly<Record<string, string>> = {}) =>
    Object.entries(selector).every(([key, value]) => labels[key] === value);
  const pods = objects.find((other) => podOf(other) !== undefined && carries(podOf(other)?.metadata?.labels));
  const need = (name: string, namespace: string): NeededSecret => ({
    name,
    namespace,
    by: address(object),
    type: 'tls',
    keys: [],
  });
  return [
    ...servers
      .flatMap(({ tls }) => tls?.credentialNames ?? (tls?.credentialName === undefined ? [] : [tls.credentialName]))
      .filter((name) => !name.includes('://'))
      .map((name) => need(name, pods?.metadata.namespace ?? own)),
    ...listeners
      .flatMap(({ tls }) => tls?.certificateRefs ?? [])
      .filter(({ kind = 'Secret' }) => kind === 'Secret')
      .map(({ name, namespace }) => need(name, namespace ?? own)),
  ];
}

interface Reference {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

interface PodSpec {
  readonly volumes?: readonly {
    readonly secret?: {
      readonly secretName: string;
      readonly optional?: boolean;
      readonly items?: readonly { readonly key: string }[];
    };
  }[];
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface Container {
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: Reference } }[];
  readonly envFrom?: readonly { readonly secretRef?: Reference }[];
}

/** What pods mount or read, without which they do not start. */
function ofPod(object: Manifest): readonly NeededSecret[] {
  const spec = podOf(object)?.spec as PodSpec | undefined;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const references: readonly (Reference & { readonly keys: readonly string[] })[] = [
    ...(spec?.volumes ?? []).flatMap(({ secret }) =>
      secret === undefined
        ? []
        : [
            {
              name: secret.secretName,
              optional: secret.optional ?? false,
              keys: (secret.items ?? []).map(({ key }) => key),
            },
          ],
    ),
    ...containers
      .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []))
      .map((one) => ({ ...one, keys: one.key === undefined ? [] : [one.key] })),
    ...containers
      .flatMap(({ envFrom = [] }) => envFrom.flatMap(({ secretRef }) => secretRef ?? []))
      .map((one) => ({ ...one, keys: [] })),
  ];
  const namespace = object.metadata.namespace ?? 'default';
  return references.flatMap(({ name, optional = false, keys }) =>
    name === undefined || optional ? [] : [{ name, namespace, by: address(object), type: 'generic', keys }],
  );
}
