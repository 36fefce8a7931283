import * as kplus from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { PullPolicy, Resources } from '../../istio/props';
import { defined } from '../../kit/defined';
import { isQuantity } from '../../kit/formats/quantity';
import { refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh/mesh';
import type { Labels, ServiceHandle } from './handles';
import { GRACE, PlainContainer, PlainDeployment } from './kplus';
import type { ServicePort } from './ports';

/** One version of a microservice: one Deployment. */
export interface VersionProps {
  readonly image: string;
  /** @default - Kubernetes' own rule: IfNotPresent for a fixed tag */
  readonly pullPolicy?: PullPolicy;
  /** @default 1 */
  readonly replicas?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | kplus.EnvValue>>;
  /** Empty volumes that live as long as the pod: mount path to volume name; one volume may have several paths. */
  readonly emptyDirs?: Labels;
  readonly resources?: Resources;
  readonly securityContext?: ISecurityContext;
  /** HTTP path on the first port that answers 200 once the version can serve. @default - no readiness probe */
  readonly readiness?: string;
  /**
   * Seconds for which a pod that is told to stop goes on serving, while everybody learns that it goes; only then its program is told. Without,
   * each restart loses requests, unless the program itself does so. Kubernetes' `preStop` sleep. @default 0
   */
  readonly drain?: number;
  readonly podAnnotations?: Labels;
  /** Name of a ServiceAccount of its own, so that policies can tell the version apart. @default - the microservice's */
  readonly serviceAccount?: string | false;
  /** Services that only this version calls. */
  readonly calls?: readonly ServiceHandle[];
}

interface ContainerFacts {
  readonly name: string;
  readonly ports: readonly ServicePort[];
  readonly serviceAccount?: kplus.IServiceAccount;
}

/** What is no text and no source of one stays as it is, for synth to refuse it. */
const environment = (env: VersionProps['env'] = {}): Record<string, kplus.EnvValue> =>
  Object.fromEntries(
    Object.entries(defined(env)).map(([name, value]) => [
      name,
      value instanceof kplus.EnvValue ? value : kplus.EnvValue.fromValue(value),
    ]),
  );

/** Several ports of a Service may lead to one of the pod. */
const podPorts = (ports: readonly ServicePort[]): readonly number[] => [
  ...new Set(ports.map(({ port, targetPort }) => targetPort ?? port)),
];

function mustBeSound(scope: Construct, { resources = {}, replicas = 1, drain = 0 }: VersionProps): void {
  if (!Number.isInteger(replicas) || replicas < 0) refuse(scope, MESH.replicas(replicas));
  if (!Number.isInteger(drain) || drain < 0 || drain >= GRACE) refuse(scope, MESH.drain(drain, GRACE));
  for (const part of ['requests', 'limits'] as const)
    for (const [kind, value] of Object.entries(resources[part] ?? {}))
      if (!isQuantity(value)) refuse(scope, MESH.quantity(`resources.${part}.${kind}`, value));
}

/**
 * The Deployment of one version.
 * @throws MESH312 for a bad quantity, MESH313 for a bad number of replicas, MESH362 for a drain that its pod does not live for
 */
export function deploy(
  scope: Construct,
  version: string,
  metadata: kplus.DeploymentProps['metadata'] & object,
  labels: Labels,
  { name, ports, serviceAccount }: ContainerFacts,
  props: VersionProps,
): kplus.Deployment {
  mustBeSound(scope, props);
  const { image, replicas = 1, pullPolicy, podAnnotations, args, readiness, drain = 0 } = props;
  const deployment = new PlainDeployment(
    scope,
    version,
    labels,
    defined({
      metadata,
      replicas,
      serviceAccount,
      podMetadata: { labels: { ...labels }, ...(podAnnotations && { annotations: { ...podAnnotations } }) },
    }),
    defined({
      lifecycle: drain > 0 ? { preStop: { sleep: { seconds: drain } } } : undefined,
      securityContext: props.securityContext,
    }),
  );
  const first = ports[0];
  const container = new PlainContainer(
    {
      name,
      image,
      ports: podPorts(ports).map((number) => ({ number })),
      envVariables: environment(props.env),
      ...(args && { args: [...args] }),
    },
    defined({
      pullPolicy,
      resources: props.resources,
      readiness:
        readiness !== undefined && first ? { path: readiness, port: first.targetPort ?? first.port } : undefined,
    }),
  );
  const volumes = new Map<string, kplus.Volume>();
  for (const [path, name] of Object.entries(props.emptyDirs ?? {})) {
    const volume = volumes.get(name) ?? kplus.Volume.fromEmptyDir(deployment, name, name);
    volumes.set(name, volume);
    container.mount(path, volume);
  }
  deployment.attachContainer(container);
  return deployment;
}
