import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { Addons } from '../addons/addons';
import { checkTelemetry } from '../addons/check-telemetry';
import { planAddons, withAddons } from '../addons/plan';
import { Bookinfo } from '../bookinfo';
import { checkKubernetes } from '../checks/kubernetes';
import { MeshChecks } from '../checks/mesh-checks';
import { Gateway } from '../gateways/gateway';
import { type CrdSet, GATEWAY_API_CRDS, ISTIO_CRDS } from '../istio/base/crds';
import { ReaderAccount } from '../istio/base/reader';
import { Cni } from '../istio/cni/cni';
import { Introduction } from '../istio/remote/introduction';
import { ControlPlanes } from '../istio/revisions/control-planes';
import { Revision } from '../istio/revisions/revision';
import { Ztunnel } from '../istio/ztunnel/ztunnel';
import { manifest } from '../kit/manifest';
import { check, refuse } from '../kit/problems';
import { PeerAuthentication } from '../mesh/security/peer-authentication';
import { MeshNamespace } from '../mesh/services/namespace';
import { INSTALL } from '../problems/install';
import { prepare } from './choices';
import type { App, Environment, EnvironmentBookinfo } from './environment';
import { answerGates } from './gates';
import { addMetadata } from './metadata';
import { freeName } from './name';
import { istioNamespaces } from './namespaces';
import { applyPatches } from './patches';
import { rollWorkloads } from './roll-workloads';
import { authorityProblems } from './rules/authority';
import { availabilityProblems } from './rules/availability';
import {
  authorityFacts,
  availabilityFacts,
  followingFacts,
  guardFacts,
  installationFacts,
  podSecurityFacts,
} from './rules/facts';
import { followingProblems } from './rules/following';
import { guardRailProblems } from './rules/guard-rails';
import { installationProblems } from './rules/installation';
import { podSecurityProblems } from './rules/pod-security';

/** One environment as a tree: every object of `dist/<name>/` is below it, made in the order in which it is needed. */
export class MeshEnvironment extends Chart {
  /** What the cluster must have before. */
  readonly crds: readonly CrdSet[];
  readonly controlPlanes: ControlPlanes;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly bookinfo?: Bookinfo;
  /** Addresses (CIDRs) of the pods of other clusters in the same network. */
  readonly otherPods: readonly string[];
  private readonly environment: Environment;
  private readonly removed: ReadonlySet<ApiObject>;

  constructor(scope: Construct, given: Environment) {
    super(scope, freeName(scope, given.name), { disableResourceNameHashes: true });
    const environment = prepare(given);
    this.environment = environment;
    const { istio, guardRails } = environment;
    this.otherPods = environment.otherPods ?? [];
    const homes = [istio, ...(environment.external ?? [])].map(({ namespace }) => namespace);
    const shared = homes.find((home, i) => homes.indexOf(home) !== i);
    if (shared !== undefined) refuse(this, INSTALL.externalNamespace(shared));
    // Who may write in namespaces alone relies on somebody else's.
    const own = environment.gatewayApi === 'install' ? [ISTIO_CRDS, GATEWAY_API_CRDS] : [ISTIO_CRDS];
    this.crds = environment.resourceScope === 'namespace' ? [] : own;
    for (const metadata of istioNamespaces(environment))
      manifest<INamespace>(this, `Namespace-${metadata.name}`, { apiVersion: 'v1', kind: 'Namespace', metadata });
    if (istio.reader === undefined) new ReaderAccount(this, 'Reader', istio);
    for (const namespace of environment.introducedIn ?? [])
      new Introduction(this, `Introduction-${namespace}`, { ...istio, namespace });
    const addons = planAddons(environment.addons ?? {}, {
      revision: new Revision(istio),
      namespace: istio.namespace,
      clusterDomain: istio.identity.clusterDomain,
      ambient: environment.ztunnel !== undefined,
    });
    this.controlPlanes = new ControlPlanes(this, 'ControlPlanes', withAddons(environment, addons));
    const { props: nodes } = this.controlPlanes.follow(environment.nodesFollow);
    if (environment.cni) new Cni(this, 'Cni', { ...environment.cni, istio: nodes });
    if (environment.ztunnel) new Ztunnel(this, 'Ztunnel', { ...environment.ztunnel, istio: nodes });
    check(this, () => [
      ...installationProblems(installationFacts(this, environment)),
      ...authorityProblems(authorityFacts(this, environment)),
      ...availabilityProblems(availabilityFacts(environment)),
      ...followingProblems(followingFacts(this, environment)),
      ...podSecurityProblems(podSecurityFacts(this, environment)),
      ...(guardRails === undefined ? [] : guardRailProblems(guardFacts(this, environment), guardRails.waived)),
    ]);
    this.gateways = new Map(
      Object.entries(environment.gateways).map(([name, props]) => [
        name,
        new Gateway(this, `Gateway-${name}`, props, this.controlPlanes.follow(props.follows)),
      ]),
    );
    new Addons(this, 'Addons', addons, this.gateways.get('ingress'));
    checkTelemetry(this, this.controlPlanes.main.props, addons.wired, environment.servicesOfOthers);
    if (environment.bookinfo) this.bookinfo = this.addBookinfo(environment.bookinfo, istio.namespace);
    if (environment.mutualTls) this.demand(environment.mutualTls);
    for (const app of [...(environment.apps ?? []), ...(environment.guarantees ?? [])]) this.add(app);
    if (environment.rollWorkloads) rollWorkloads(this, this.controlPlanes);
    if (environment.gates === 'answered') this.answerGates();
    addMetadata(this, environment);
    this.removed = applyPatches(this, environment.patches ?? []);
    MeshChecks.on(this, environment);
    checkKubernetes(this);
  }

  /** For what this environment brings itself; the points of users' workloads are theirs to answer. */
  private answerGates(): void {
    const parts = {
      ControlPlanes: 'istiod',
      Cni: 'nodes',
      Ztunnel: 'nodes',
      Addons: 'addon',
      Bookinfo: 'sample',
    } as const;
    for (const child of this.node.children) {
      const { id } = child.node;
      const part = id in parts ? parts[id as keyof typeof parts] : id.startsWith('Gateway-') ? 'gateway' : undefined;
      if (part !== undefined && child instanceof Construct) answerGates(child, part);
    }
  }

  /** Whether an object of this environment is written, or left to others. */
  writes(object: ApiObject): boolean {
    const { resourceScope = 'all' } = this.environment;
    const home = object.metadata.namespace === undefined ? 'cluster' : 'namespace';
    return !this.removed.has(object) && (resourceScope === 'all' || resourceScope === home);
  }

  /** Namespace of the control plane, whose policies hold for the whole mesh. */
  get rootNamespace(): MeshNamespace {
    this.root ??= new MeshNamespace(this, 'Root', {
      name: this.controlPlanes.main.revision.namespace,
      injection: false,
      existing: true,
    });
    return this.root;
  }
  private root: MeshNamespace | undefined;

  /** The gateway where requests enter: `gateways.ingress` of the environment. @throws MESH866 if it has none */
  get ingress(): Gateway {
    return this.gateway('ingress');
  }

  /** A gateway by its name in the environment. @throws MESH866 */
  gateway(name: string): Gateway {
    return this.gateways.get(name) ?? refuse(this, INSTALL.noGateway(name, [...this.gateways.keys()]));
  }

  private demand(mode: 'STRICT' | 'PERMISSIVE'): void {
    new PeerAuthentication(this.rootNamespace, 'MutualTls', { name: 'default', mode });
  }

  private add(app: App): void {
    const made = app(this);
    if (!(made instanceof Promise)) return;
    made.catch(() => undefined); // it fails because of what is said here
    refuse(this, INSTALL.asyncApp(app.name === '' ? 'without a name' : app.name));
  }

  private addBookinfo({ dataPlane, follows, ...settings }: EnvironmentBookinfo, rootNamespace: string): Bookinfo {
    const injection = dataPlane === 'ambient' ? dataPlane : this.controlPlanes.follow(follows).revision;
    const ingress = this.gateways.get('ingress');
    return new Bookinfo(this, 'Bookinfo', { ...settings, injection, rootNamespace, ...(ingress && { ingress }) });
  }
}
