import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { Bookinfo } from '../bookinfo';
import { checkSchemas } from '../checks/schema';
import { Gateway } from '../gateways/gateway';
import { GatewayApiCrds, IstioCrds } from '../istio/base/crds';
import { ReaderAccount } from '../istio/base/reader';
import { Istiod } from '../istio/istiod/istiod';
import { ValidationWebhook } from '../istio/istiod/validation-webhook';
import { manifest } from '../kit/manifest';
import type { Environment } from './types';

/** One environment as a tree: every object of `dist/<name>/` is below it, made in the order in which it is needed. */
export class MeshEnvironment extends Chart {
  readonly istiod: Istiod;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly bookinfo?: Bookinfo;

  constructor(scope: Construct, environment: Environment) {
    super(scope, environment.name, { disableResourceNameHashes: true });
    const { istio } = environment;
    new IstioCrds(this, 'IstioCrds');
    if (environment.gatewayApi === 'install') new GatewayApiCrds(this, 'GatewayApiCrds');
    for (const namespace of controlPlaneNamespaces(environment)) this.addNamespace(namespace, environment);
    new ReaderAccount(this, 'Reader', { namespace: istio.namespace });
    this.istiod = new Istiod(this, 'Istiod', istio);
    this.gateways = new Map(
      Object.entries(environment.gateways).map(([name, props]) => [
        name,
        new Gateway(this, `Gateway-${name}`, props, this.istiod),
      ]),
    );
    const injection = this.istiod.revision;
    if (environment.bookinfo) this.bookinfo = new Bookinfo(this, 'Bookinfo', { ...environment.bookinfo, injection });
    for (const app of environment.apps ?? []) app(this);
    if (istio.validation) ValidationWebhook.ofCluster(this, 'DefaultValidation', this.istiod.revision);
    checkSchemas(this);
  }

  private addNamespace(name: string, { istio }: Environment) {
    const network = istio.identity.network;
    manifest<INamespace>(this, `Namespace-${name}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        ...(name === istio.namespace && network !== undefined
          ? { labels: { 'topology.istio.io/network': network } }
          : {}),
      },
    });
  }
}

/** The control plane's namespace and those that gateways have to themselves. */
const controlPlaneNamespaces = ({ istio, gateways }: Environment): ReadonlySet<string> =>
  new Set([istio.namespace, ...Object.values(gateways).map(({ namespace = istio.namespace }) => namespace)]);
