import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { Addons } from '../addons/addons';
import { planAddons, withAddons } from '../addons/plan';
import { checkTelemetry } from '../addons/rules/check-telemetry';
import { Bookinfo } from '../bookinfo';
import { MeshChecks } from '../checks/judge/mesh-checks';
import { Gateway } from '../gateways/gateway';
import { type CrdSet, GATEWAY_API_CRDS, ISTIO_CRDS } from '../istio/base/crds';
import { ReaderAccount } from '../istio/base/reader';
import { Cni } from '../istio/nodes/cni/cni';
import { Ztunnel } from '../istio/nodes/ztunnel/ztunnel';
import { Introduction } from '../istio/remote/introduction';
import { ControlPlanes } from '../istio/revisions/control-planes';
import { Revision } from '../istio/revisions/revision';
import { manifest } from '../kit/manifest';
import { refuse } from '../kit/problems';
import { PeerAuthentication } from '../mesh/security/peer-authentication';
import { MeshNamespace } from '../mesh/services/namespace';
import { noteEnvironment } from '../model/fleet-members';
import { INSTALL } from '../problems/installation/install';
import { mustBe } from '../schema/props';
import { addApps, failureOf, nameOf } from './apps';
import { addMetadata } from './changes/metadata';
import { applyPatches } from './changes/patches';
import { rollWorkloads } from './changes/roll-workloads';
import { type Decided, decide } from './choices';
import type { Environment, EnvironmentBookinfo } from './environment';
import { answerGates } from './gates';
import type { Installed } from './installed';
import { freeName } from './name';
import { istioNamespaces } from './namespaces';
import { rulesOf } from './rules';

/** One environment as a tree: every object of `dist/<name>/` is below it, made in the order in which it is needed. */
export class MeshEnvironment extends Chart implements Installed {
  /** What the cluster must have before. */
  readonly crds: readonly CrdSet[];
  readonly controlPlanes: ControlPlanes;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly bookinfo?: Bookinfo;
  /** Addresses (CIDRs) of the pods of other clusters in the same network. */
  readonly otherPods: readonly string[];
  readonly writes: (object: ApiObject) => boolean;
  /** What each app gave back; `made` gives it with its type. */
  readonly handles: ReadonlyMap<unknown, unknown>;
  constructor(scope: Construct, given: Environment) {
    super(scope, freeName(scope, given.name), { disableResourceNameHashes: true });
    mustBe(this, 'Environment', given);
    const environment = decide(given);
    const { istio } = environment;
    noteEnvironment(this, istio.identity.meshId);
    this.otherPods = environment.otherPods;
    const homes = [istio, ...environment.external].map(({ namespace }) => namespace);
    const shared = homes.find((home, i) => homes.indexOf(home) !== i);
    if (shared !== undefined) refuse(this, INSTALL.externalNamespace(shared));
    // Who may write in namespaces alone relies on somebody else's.
    const own = environment.gatewayApi === 'install' ? [ISTIO_CRDS, GATEWAY_API_CRDS] : [ISTIO_CRDS];
    this.crds = environment.resourceScope === 'namespace' ? [] : own;
    for (const metadata of istioNamespaces(environment))
      manifest<INamespace>(this, `Namespace-${metadata.name}`, { apiVersion: 'v1', kind: 'Namespace', metadata });
    if (istio.reader === undefined) new ReaderAccount(this, 'Reader', istio);
    for (const namespace of environment.introducedIn)
      new Introduction(this, `Introduction-${namespace}`, { ...istio, namespace });
    const addons = planAddons(environment.addons, {
      revision: new Revision(istio),
      namespace: istio.namespace,
      clusterDomain: istio.identity.clusterDomain,
      ambient: environment.ztunnel !== undefined,
    });
    this.controlPlanes = new ControlPlanes(this, 'ControlPlanes', withAddons(environment, addons));
    const { props: nodes } = this.controlPlanes.follow(environment.nodesFollow);
    if (environment.cni) new Cni(this, 'Cni', { ...environment.cni, istio: nodes });
    if (environment.ztunnel) new Ztunnel(this, 'Ztunnel', { ...environment.ztunnel, istio: nodes });
    this.gateways = new Map(
      Object.entries(environment.gateways).map(([name, { follows, ...props }]) => [
        name,
        new Gateway(this, `Gateway-${name}`, props, this.controlPlanes.follow(follows)),
      ]),
    );
    new Addons(this, 'Addons', addons, this.gateways.get('ingress'));
    checkTelemetry(this, this.controlPlanes.main.props, addons.wired, environment.servicesOfOthers);
    if (environment.bookinfo) this.bookinfo = addBookinfo(this, environment.bookinfo, istio.namespace);
    if (environment.mutualTls) demand(this, environment.mutualTls);
    const handles = new Map<unknown, unknown>();
    this.handles = handles;
    addApps(this, [...environment.apps, ...environment.guarantees], handles);
    if (environment.rollWorkloads) rollWorkloads(this, this.controlPlanes);
    if (environment.gates === 'answered') answerOwnGates(this);
    addMetadata(this, environment);
    const removed = applyPatches(this, environment.patches);
    this.writes = (object) => !removed.has(object) && isInScope(object, environment);
    const { strict = false } = environment;
    MeshChecks.on(this, { strict, rules: rulesOf(environment, this.node.path) });
  }

  /** Namespace of the control plane, whose policies hold for the whole mesh. */
  get rootNamespace(): MeshNamespace {
    const made = this.node.tryFindChild('Root');
    if (made instanceof MeshNamespace) return made;
    return new MeshNamespace(this, 'Root', {
      name: this.controlPlanes.main.revision.namespace,
      injection: false,
      existing: true,
    });
  }

  /** The gateway where requests enter: `gateways.ingress` of the environment. @throws MESH866 if it has none */
  get ingress(): Gateway {
    return this.gateway('ingress');
  }

  /** A gateway by its name in the environment. @throws MESH866 */
  gateway(name: string): Gateway {
    return this.gateways.get(name) ?? refuse(this, INSTALL.noGateway(name, [...this.gateways.keys()]));
  }

  /** What an app of the environment gave back: its services and gateways, for tests and for other apps. @throws MESH845 */
  made<T>(app: (mesh: Installed) => T): T {
    const why = failureOf(this, app);
    if (why !== undefined) throw why;
    if (!this.handles.has(app)) refuse(this, INSTALL.notMade(nameOf(app)));
    return this.handles.get(app) as T;
  }
}

/** For what an environment brings itself; the points of users' workloads are theirs to answer. */
function answerOwnGates(mesh: MeshEnvironment): void {
  const parts = {
    ControlPlanes: 'istiod',
    Cni: 'nodes',
    Ztunnel: 'nodes',
    Addons: 'addon',
    Bookinfo: 'sample',
  } as const;
  for (const child of mesh.node.children) {
    const { id } = child.node;
    const part = id in parts ? parts[id as keyof typeof parts] : id.startsWith('Gateway-') ? 'gateway' : undefined;
    if (part !== undefined && child instanceof Construct) answerGates(child, part);
  }
}

function demand(mesh: MeshEnvironment, mode: 'STRICT' | 'PERMISSIVE'): void {
  new PeerAuthentication(mesh.rootNamespace, 'MutualTls', { name: 'default', mode });
}

function addBookinfo(
  mesh: MeshEnvironment,
  { dataPlane, follows, ...settings }: EnvironmentBookinfo,
  rootNamespace: string,
): Bookinfo {
  const injection = dataPlane === 'ambient' ? dataPlane : mesh.controlPlanes.follow(follows).revision;
  const ingress = mesh.gateways.get('ingress');
  return new Bookinfo(mesh, 'Bookinfo', { ...settings, injection, rootNamespace, ...(ingress && { ingress }) });
}

/** Whether an object is written where only those of the cluster are, or only those in namespaces. */
function isInScope({ metadata }: ApiObject, { resourceScope }: Decided): boolean {
  const home = metadata.namespace === undefined ? 'cluster' : 'namespace';
  return resourceScope === 'all' || resourceScope === home;
}
