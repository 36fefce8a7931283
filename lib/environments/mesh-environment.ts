import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { Addons } from '../addons/addons';
import { checkTelemetry } from '../addons/check-telemetry';
import { planAddons, withAddons } from '../addons/plan';
import { Bookinfo } from '../bookinfo';
import { type InstallationFacts, installationProblems } from '../checks/installation';
import { checkSchemas } from '../checks/schema';
import { Gateway } from '../gateways/gateway';
import { GatewayApiCrds, IstioCrds } from '../istio/base/crds';
import { ReaderAccount } from '../istio/base/reader';
import { Cni } from '../istio/cni/cni';
import { ControlPlanes } from '../istio/revisions/control-planes';
import { Revision } from '../istio/revisions/revision';
import { Ztunnel } from '../istio/ztunnel/ztunnel';
import { defined, filled } from '../kit/defined';
import { manifest } from '../kit/manifest';
import { check } from '../kit/problems';
import type { Environment } from './types';

/** Annotation of the control plane's namespace: names of Secrets that istiod needs from others. */
export const NEEDS_SECRETS = 'cdk8s-istio/needs-secrets';

/** One environment as a tree: every object of `dist/<name>/` is below it, made in the order in which it is needed. */
export class MeshEnvironment extends Chart {
  readonly controlPlanes: ControlPlanes;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly bookinfo?: Bookinfo;

  constructor(scope: Construct, environment: Environment) {
    super(scope, environment.name, { disableResourceNameHashes: true });
    const { istio } = environment;
    new IstioCrds(this, 'IstioCrds');
    if (environment.gatewayApi === 'install') new GatewayApiCrds(this, 'GatewayApiCrds');
    for (const namespace of controlPlaneNamespaces(environment)) this.addNamespace(namespace, environment);
    new ReaderAccount(this, 'Reader', { namespace: istio.namespace });
    const addons = planAddons(environment.addons ?? {}, {
      revision: new Revision(istio),
      namespace: istio.namespace,
      clusterDomain: istio.identity.clusterDomain,
    });
    this.controlPlanes = new ControlPlanes(this, 'ControlPlanes', withAddons(environment, addons));
    if (environment.cni) new Cni(this, 'Cni', { ...environment.cni, istio });
    if (environment.ztunnel) new Ztunnel(this, 'Ztunnel', { ...environment.ztunnel, istio });
    check(this, () => installationProblems(installationFacts(environment)));
    this.gateways = new Map(
      Object.entries(environment.gateways).map(([name, props]) => [
        name,
        new Gateway(this, `Gateway-${name}`, props, this.controlPlanes.follow(props.follows)),
      ]),
    );
    new Addons(this, 'Addons', addons, this.gateways.get('ingress'));
    checkTelemetry(this, this.controlPlanes.main.props);
    const injection = this.controlPlanes.main.revision;
    const ingress = this.gateways.get('ingress');
    const entry = { injection, rootNamespace: istio.namespace, ...(ingress && { ingress }) };
    if (environment.bookinfo) this.bookinfo = new Bookinfo(this, 'Bookinfo', { ...environment.bookinfo, ...entry });
    for (const app of environment.apps ?? []) app(this);
    checkSchemas(this);
  }

  private addNamespace(name: string, environment: Environment) {
    const isRoot = name === environment.istio.namespace;
    manifest<INamespace>(this, `Namespace-${name}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, ...(isRoot ? rootNamespace(environment) : {}) },
    });
  }
}

/** What the control plane's namespace says of the cluster to other clusters, and to whoever brings its Secrets. */
function rootNamespace({ istio, needsSecrets = [] }: Environment) {
  const { network } = istio.identity;
  const labels = defined({ 'topology.istio.io/network': network });
  const annotations = defined({
    'topology.istio.io/controlPlaneClusters': istio.remote?.controlPlane,
    [NEEDS_SECRETS]: needsSecrets.length > 0 ? needsSecrets.join(',') : undefined,
  });
  return defined({ labels: filled(labels), annotations: filled(annotations) });
}

const installationFacts = ({ istio, cni, ztunnel }: Environment): InstallationFacts => ({
  ambientControlPlane: istio.istiod.env['PILOT_ENABLE_AMBIENT'] === 'true',
  cni: cni === undefined ? 'none' : cni.ambient.enabled ? 'ambient' : 'sidecars',
  ztunnel: ztunnel !== undefined,
  injectedPodsUse: istio.cni?.provider,
  cniProvider: cni?.provider,
});

/** The control plane's namespace and those that gateways have to themselves. */
const controlPlaneNamespaces = ({ istio, gateways }: Environment): ReadonlySet<string> =>
  new Set([istio.namespace, ...Object.values(gateways).map(({ namespace = istio.namespace }) => namespace)]);
