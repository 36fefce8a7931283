import { Construct } from 'constructs';
import { isDnsLabel } from '../../kit/formats/formats';
import { NAMES } from '../../kit/formats/names';
import { refuse } from '../../kit/problems';
import { type ControlPlane, givesAddresses, note } from '../../model/notes';
import { istioLabels } from '../parts/labels';
import { apiServerPorts } from '../parts/network-policy';
import { Scaling } from '../parts/scaling';
import type { IstioProps } from '../props';
import { DEFAULT_REVISION, Revision } from '../revisions/revision';
import { checkIstio } from './check';
import { IstiodConfigMaps } from './config-maps';
import { IstiodDeployment, istiodLabels, istiodSelector } from './deployment';
import { istiodPolicy } from './network-policy';
import { IstiodRbac } from './rbac/rbac';
import { IstiodService } from './service';
import { InjectionWebhook } from './webhooks/injection-webhook';
import { StablePolicy } from './webhooks/stable-policy';
import { ValidationWebhook } from './webhooks/validation-webhook';

/** One revision of the control plane with everything that is its own. */
export class Istiod extends Construct {
  readonly revision: Revision;

  /** @throws MESH1xx for props that Kubernetes or Istio would refuse; relations between props are reported at synth */
  constructor(
    scope: Construct,
    id: string,
    readonly props: IstioProps,
  ) {
    super(scope, id);
    if (!isDnsLabel(props.namespace)) refuse(this, NAMES.namespace(props.namespace));
    checkIstio(this, props);
    const revision = new Revision(props);
    this.revision = revision;
    new IstiodRbac(this, 'Rbac', revision, props);
    new IstiodConfigMaps(this, 'Config', revision, props);
    new IstiodService(this, 'Service', revision, props);
    new IstiodDeployment(this, 'Deployment', revision, props);
    new Scaling(this, 'Scaling', {
      name: revision.service,
      namespace: revision.namespace,
      labels: istiodLabels(revision),
      autoscalerLabels: istioLabels('istiod', { app: 'istiod', 'istio.io/rev': revision.name }),
      selector: { app: 'istiod', ...istiodSelector(revision) },
      autoscaling: props.istiod.autoscaling,
      disruptionBudget: props.istiod.disruptionBudget,
    });
    new InjectionWebhook(this, 'InjectionWebhook', {
      name: revision.of('istio-sidecar-injector') + (props.namespace === 'istio-system' ? '' : `-${props.namespace}`),
      labels: { 'istio.io/rev': revision.name },
      annotations: props.injection.webhookAnnotations,
      service: { name: revision.service, namespace: revision.namespace },
      revision: revision.name,
      isDefault: props.revision === undefined,
      everyNamespace: props.injection.enableNamespacesByDefault,
      reinvocationPolicy: props.injection.reinvocationPolicy,
    });
    istiodPolicy(this, revision, props);
    if (props.stableOnly) new StablePolicy(this, 'StablePolicy', revision);
    if (props.validation) ValidationWebhook.ofRevision(this, 'ValidationWebhook', revision);
    note(this, 'ControlPlane', () => [noted(props)]);
  }
}

/** What policies must agree with in it. */
function noted(props: IstioProps): ControlPlane {
  const { namespace, version, revision = DEFAULT_REVISION, identity, mesh, istiod, networkPolicy } = props;
  const authorizers = (mesh.extensionProviders ?? []).filter(
    (provider) => provider.envoyExtAuthzHttp !== undefined || provider.envoyExtAuthzGrpc !== undefined,
  );
  return {
    revision,
    version,
    namespace,
    trustDomains: [identity.trustDomain, ...(mesh.trustDomainAliases ?? [])],
    authorizers: authorizers.map(({ name = '' }) => name),
    lightstepProviders: (mesh.extensionProviders ?? []).flatMap(({ name, lightstep }) =>
      lightstep && name ? [name] : [],
    ),
    zipkinCollectors: (mesh.extensionProviders ?? []).flatMap(({ name, zipkin }) =>
      zipkin?.service && name ? [{ provider: name, host: zipkin.service }] : [],
    ),
    tracingProviders: mesh.defaultProviders?.tracing ?? [],
    givesAddresses: givesAddresses(mesh.defaultConfig?.proxyMetadata ?? {}, istiod.env),
    accessLogProviders: mesh.defaultProviders?.accessLogging ?? [],
    env: istiod.env,
    ...(networkPolicy === 'least' && { mayConnectTo: apiServerPorts(props) }),
  };
}
