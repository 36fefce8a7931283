import type { Construct } from 'constructs';
import { filled } from '../../kit/defined';
import { refuse } from '../../kit/problems';
import { isHost } from '../../model/hosts/grammar';
import { serviceHost } from '../../model/hosts/names';
import { MESH } from '../../problems/mesh/mesh';
import { mustBe } from '../../schema/props';
import type { Labels, ServiceAccountRef } from './handles';
import { PlainHandle } from './plain-handle';
import { portProblems, type ServicePort } from './ports';
import { factsBelow } from './written-service';

export interface ExistingServiceProps {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  /**
   * Values of the pods' label `version`; or, by name, the labels that tell the pods of each apart, such as `{ stable: { stage: 'live' } }`.
   * An empty block stands for `podLabels`, to which a rollout controller adds. @default - none: routes reach the service as a whole
   */
  readonly versions?: readonly string[] | Readonly<Record<string, Labels>>;
  /** Labels of its pods. @default { app: name } */
  readonly podLabels?: Labels;
  /** Names of the ServiceAccounts that its pods run as. @default - unknown, so that no policy can name it as a caller */
  readonly serviceAccounts?: readonly string[];
  /** @default 'cluster.local' */
  readonly clusterDomain?: string;
}

/** A service that others deploy (Helm, another team, another repository), with the same handle as a Microservice. */
export class ExistingService extends PlainHandle {
  /**
   * Of a Service or a workload in this tree that no Microservice makes: of cdk8s-plus, a chart or plain objects. Host, ports, pods, their
   * versions (by their label `version`) and accounts are read from the objects as they are now, unless `more` says them.
   * @throws MESH318 for a workload that not exactly one Service reaches, MESH319 for one without a namespace; MESH306-MESH309
   */
  static from(made: Construct, more: Partial<Omit<ExistingServiceProps, 'name' | 'namespace'>> = {}): ExistingService {
    return ExistingService.of({ ...factsBelow(made), ...more });
  }

  /** @throws MESH306-MESH309 for ports that Kubernetes would refuse */
  static of(props: ExistingServiceProps): ExistingService {
    mustBe('ExistingService', 'ExistingServiceProps', props);
    const { name, namespace, ports, podLabels = { app: name }, clusterDomain } = props;
    // The only port of a Service needs no name.
    const [problem] = portProblems(
      name,
      ports.length === 1 ? ports.map((port) => ({ ...port, name: port.name || 'port' })) : ports,
    );
    if (problem !== undefined) refuse(name, problem);
    const serviceAccounts: readonly ServiceAccountRef[] = (props.serviceAccounts ?? []).map((account) => ({
      name: account,
      namespace,
    }));
    const subsets = new Map(
      Object.entries(subsetsOf(props.versions)).map(([version, own]) => [version, filled(own) ?? podLabels]),
    );
    const versions = new Map([...subsets.keys()].map((version) => [version, serviceAccounts]));
    const host = serviceHost({ name, namespace }, clusterDomain);
    return new ExistingService({ name, namespace, host, ports, podLabels, versions, subsets, serviceAccounts });
  }
}

const subsetsOf = (versions: ExistingServiceProps['versions'] = []): Readonly<Record<string, Labels>> =>
  isList(versions) ? Object.fromEntries(versions.map((version) => [version, { version }])) : versions;

const isList = (versions: NonNullable<ExistingServiceProps['versions']>): versions is readonly string[] =>
  Array.isArray(versions);

/**
 * A host that is no service of this mesh, by name: the only way to use a bare string where a service is asked for.
 * @throws MESH315 if it is no DNS name
 */
export function external(host: string, ports: readonly ServicePort[] = []): PlainHandle {
  if (!isHost(host)) refuse(host, MESH.hostName(host));
  return outside(host, ports);
}

/** The handle of a host outside. */
export function outside(host: string, ports: readonly ServicePort[]): PlainHandle {
  const none = new Map<string, readonly ServiceAccountRef[]>();
  return new PlainHandle({
    name: host,
    namespace: undefined,
    host,
    ports,
    podLabels: {},
    versions: none,
    serviceAccounts: [],
  });
}
