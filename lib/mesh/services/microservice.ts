import type * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { defined } from '../../kit/defined';
import { check, refuse } from '../../kit/problems';
import { serviceHost } from '../../model/hosts/names';
import { MESH } from '../../problems/mesh/mesh';
import { mustFit } from '../must-fit';
import { noteCalls } from './calls';
import {
  type DeclaredCall,
  type Labels,
  type PortHandle,
  portHandle,
  type ServiceAccountRef,
  type ServiceHandle,
  type VersionHandle,
  versionOf,
} from './handles';
import { PlainService, PlainServiceAccount, type ServiceOptions } from './kplus';
import { MeshNamespace } from './namespace';
import { portProblems, type ServicePort } from './ports';
import { deploy, type VersionProps } from './version';

/** `reviews` is also what a Deployment's name begins with, so it leaves room for a version. */
const isServiceName = (name: string): boolean => /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);

export interface MicroserviceProps {
  /** Name of the Service, and value of the pods' label `app`. @default - the construct's id */
  readonly name?: string;
  readonly ports: readonly ServicePort[];
  /** One Deployment each, by version; the version is the value of the pods' label `version`. */
  readonly versions: Readonly<Record<string, VersionProps>>;
  /** Name of the ServiceAccount of all versions that have none of their own; `false`: the namespace's. @default - the name */
  readonly serviceAccount?: string | false;
  /** Services that it calls; more with `.calls(...)`. Allow rules, Sidecars and checks follow from it. */
  readonly calls?: readonly ServiceHandle[];
  readonly service?: ServiceOptions;
  /** Also make a Service `<name>-<version>` for each version: routes of the Gateway API need one to tell versions apart. @default false */
  readonly serviceForEachVersion?: boolean;
}

/** A service of the mesh: one Service, a Deployment per version, and ServiceAccounts. */
export class Microservice extends Construct implements ServiceHandle {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly ports: readonly ServicePort[];
  readonly podLabels: Labels;
  /** The cdk8s-plus Service, to go on with. */
  readonly service: kplus.Service;
  private readonly props: MicroserviceProps;
  private readonly accounts = new Map<string, kplus.IServiceAccount>();
  private readonly deployments = new Map<string, kplus.Deployment>();
  private readonly accountsOf = new Map<string, readonly ServiceAccountRef[]>();
  private readonly made: DeclaredCall[] = [];

  /**
   * @throws MESH300 outside of a MeshNamespace; MESH301, MESH303, MESH304 for names; MESH306-MESH309 for ports;
   * MESH312, MESH313, MESH362 for amounts. Synth reports MESH302 for a second microservice of one name.
   */
  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(unused(scope, id), id);
    mustFit(this, 'MicroserviceProps', props);
    const namespace = MeshNamespace.of(this);
    this.props = props;
    this.name = props.name ?? id;
    this.namespace = namespace.name;
    this.host = serviceHost(this, namespace.clusterDomain);
    this.ports = props.ports;
    this.podLabels = { app: this.name };
    if (!isServiceName(this.name)) refuse(this, MESH.serviceName(this.name));
    const [problem] = portProblems(this.name, props.ports);
    if (problem !== undefined) refuse(this, problem);
    if (Object.keys(props.versions).length === 0) refuse(this, MESH.noVersion());
    const first = namespace.claim(this.name, this);
    check(this, () => (first === this ? [] : [MESH.serviceTwice(this.name, this.namespace, first.node.path)]));

    this.service = new PlainService(
      this,
      'Service',
      this.metadata(this.name, { app: this.name, service: this.name }),
      this.podLabels,
      this.ports,
      props.service,
    );
    for (const [version, settings] of Object.entries(props.versions)) this.addVersion(version, settings);
    this.calls(...(props.calls ?? []));
    noteCalls(this, () => this.made);
  }

  get versions(): readonly string[] {
    return [...this.deployments.keys()];
  }

  get serviceAccounts(): readonly ServiceAccountRef[] {
    return [...this.accounts.keys()].map((name) => ({ name, namespace: this.namespace }));
  }

  get declaredCalls(): readonly DeclaredCall[] {
    return [...this.made];
  }

  /** One more version beside the others: a canary in one line. @throws as the constructor does */
  addVersion(version: string, props: VersionProps): VersionHandle {
    mustFit(this, 'VersionProps', props);
    if (!/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/.test(version)) refuse(this, MESH.versionName(version));
    const account = props.serviceAccount ?? this.props.serviceAccount ?? this.name;
    const serviceAccount = account === false ? undefined : this.account(account, props.serviceAccount === undefined);
    this.accountsOf.set(version, account === false ? [] : [{ name: account, namespace: this.namespace }]);
    const labels = { ...this.podLabels, version };
    const metadata = this.metadata(`${this.name}-${version}`, labels);
    const container = defined({ name: this.name, ports: this.ports, serviceAccount });
    this.deployments.set(version, deploy(this, version, metadata, labels, container, props));
    for (const service of props.calls ?? []) this.made.push({ from: this, fromVersion: version, to: service });
    if (this.props.serviceForEachVersion) this.versionService(version, labels);
    return this.version(version);
  }

  /** Declares calls of every version. */
  calls(...services: readonly ServiceHandle[]): this {
    for (const service of services) mustFit(this, 'ServiceHandle', service);
    this.made.push(...services.map((to) => ({ from: this, to })));
    return this;
  }

  /** Adds a label to its Service. */
  label(key: string, value: string): void {
    this.service.metadata.addLabel(key, value);
  }

  version(name: string): VersionHandle {
    return versionOf(this, name, this.accountsOf);
  }

  port(number: number): PortHandle {
    return portHandle(this, number);
  }

  /** The cdk8s-plus Deployment of a version, to go on with: `.scheduling`, `.addVolume`. @throws MESH305 if there is none */
  deployment(version: string): kplus.Deployment {
    return this.deployments.get(version) ?? refuse(this, MESH.unknownVersion(this.name, version, this.versions));
  }

  private account(name: string, shared: boolean): kplus.IServiceAccount {
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    const metadata = this.metadata(name, shared ? { account: this.name } : undefined);
    // cdk8s-plus' own types do not agree under exactOptionalPropertyTypes.
    const made = new PlainServiceAccount(this, `ServiceAccount-${name}`, metadata) as kplus.IServiceAccount;
    this.accounts.set(name, made);
    return made;
  }

  private versionService(version: string, labels: Labels): void {
    new PlainService(this, `Service-${version}`, this.metadata(`${this.name}-${version}`), labels, this.ports);
  }

  private metadata(name: string, labels?: Labels) {
    return { name, namespace: this.namespace, ...(labels && { labels: { ...labels } }) };
  }
}

/** The scope, unless it already has such a child; constructs would say so without a code. */
function unused(scope: Construct, id: string): Construct {
  const other = scope.node.tryFindChild(id);
  if (other instanceof Microservice) refuse(scope, MESH.serviceTwice(id, other.namespace, other.node.path));
  return scope;
}
