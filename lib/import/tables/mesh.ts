import type { Environment } from '../../installation/environment';
import type { IstioProps, MeshConfig } from '../../istio/props';
import { Revision } from '../../istio/revisions/revision';
import { PULL_POLICIES, VARIANTS } from '../../istio/workload-props';
import { type Block, blockOf } from '../../kit/json';
import type { Patch } from '../../kit/override';
import { block, list, maybe, oneOf, resources, text, textMap, texts, truth } from '../values/kinds';
import { type Row, rowsOf, type Said } from '../values/row';

const { left, row, rows, silent } = rowsOf<Environment>();

const istio = (patch: Patch<IstioProps>): Patch<Environment> => ({ istio: patch });
const mesh = (patch: Block): Patch<Environment> => ({ istio: { mesh: patch as Patch<MeshConfig> } });

/** Tracers of the charts, as fields of a proxy's configuration. */
function tracing(said: Said, namespace: string): Block | undefined {
  const tracer = said.read('global.proxy.tracer', text);
  const of = (name: string): Block => said.read(`global.tracer.${name}`, block) ?? {};
  switch (tracer) {
    case 'zipkin':
      return { zipkin: { address: of('zipkin')['address'] ?? `zipkin.${namespace}:9411` } };
    case 'datadog':
      return { datadog: { address: of('datadog')['address'] ?? '$(HOST_IP):8126' } };
    case 'lightstep':
      return { lightstep: of('lightstep') };
    case 'stackdriver': {
      const given = of('stackdriver');
      const {
        debug = false,
        maxNumberOfAttributes = 200,
        maxNumberOfAnnotations = 200,
        maxNumberOfMessageEvents = 200,
      } = given;
      return { stackdriver: { debug, maxNumberOfAttributes, maxNumberOfAnnotations, maxNumberOfMessageEvents } };
    }
    default:
      return undefined;
  }
}

/** Variables of proxies are texts; a number or a truth value, which istiod would refuse, was meant as one. */
function textMetadata(config: Block): Block {
  const { proxyMetadata, ...rest } = blockOf(config['defaultConfig']);
  if (proxyMetadata === undefined) return config;
  const texts = Object.entries(blockOf(proxyMetadata)).map(([name, value]) => [
    name,
    value === null ? null : String(value),
  ]);
  return { ...config, defaultConfig: { ...rest, proxyMetadata: Object.fromEntries(texts) } };
}

/** The mesh configuration; values of the charts that end up in it come before what it says itself. */
export const MESH: readonly Row<Environment>[] = [
  rows(['telemetry'], (said) => {
    const on = ['telemetry.enabled', 'telemetry.v2.enabled'].every((path) => said.read(path, truth) ?? true);
    const prometheus = said.read('telemetry.v2.prometheus.enabled', truth) ?? true;
    if (said.read('telemetry.v2.stackdriver.enabled', truth))
      said.leave(
        'telemetry.v2.stackdriver.enabled',
        'there is no prop for it',
        'name the provider in mesh.defaultProviders',
      );
    return on && prometheus ? {} : mesh({ defaultProviders: null });
  }),
  rows(['global.proxy.tracer', 'global.tracer'], (said, base) => {
    const found = tracing(said, base.istio.namespace);
    return found === undefined ? {} : mesh({ defaultConfig: { tracing: found } });
  }),
  rows(['global.proxy.variant'], (said) => {
    const imageType = said.read('global.proxy.variant', maybe(text));
    return imageType ? mesh({ defaultConfig: { image: { imageType } } }) : {};
  }),
  rows(['meshConfig'], (said, base) => {
    const { trustDomain, ...config } = said.read('meshConfig', block) ?? {};
    // Whoever names a provider names them all: the charts' own default goes.
    const { defaultProviders } = config;
    const isNamed =
      Object.keys(blockOf(defaultProviders)).length > 0 && base.istio.mesh.defaultProviders?.metrics !== undefined;
    return istio({
      ...(typeof trustDomain === 'string' ? { identity: { trustDomain } } : {}),
      mesh: {
        ...textMetadata(config),
        ...(isNamed ? { defaultProviders: { metrics: null, ...blockOf(defaultProviders) } } : {}),
      } as Patch<MeshConfig>,
    });
  }),
  row('global.meshID', maybe(text), (meshId) => istio({ identity: { meshId } })),
  row('global.meshNetworks', maybe(block), (meshNetworks) => istio({ meshNetworks: meshNetworks })),
  row('global.multiCluster.clusterName', maybe(text), (cluster) => istio({ identity: { cluster } })),
  silent(
    'global.multiCluster.enabled',
    'global.multiCluster.globalDomainSuffix',
    'global.multiCluster.includeEnvoyFilter',
  ),
  row('global.network', maybe(text), (network) => istio({ identity: { network } })),
];

/** Others make this object. */
const without = ({ patches = [] }: Environment, object: string): Patch<Environment> => ({
  patches: [...patches, { object, remove: true }],
});

function webhook({ istio: props }: Environment): string {
  const home = props.namespace === 'istio-system' ? '' : `-${props.namespace}`;
  const name = `${new Revision(props).of('istio-sidecar-injector')}${home}`;
  return `admissionregistration.k8s.io/MutatingWebhookConfiguration/${name}`;
}

const injectorConfig = ({ istio: props }: Environment): string =>
  `ConfigMap/${props.namespace}/${new Revision(props).of('istio-sidecar-injector')}`;

/** Where images come from, and who signs. */
export const GLOBAL: readonly Row<Environment>[] = [
  row('global.hub', text, (hub) => istio({ image: { hub } })),
  row('global.tag', text, (tag) => istio({ image: { tag } })),
  row('global.variant', maybe(oneOf(VARIANTS)), (variant) => istio({ image: { variant } })),
  row('global.imagePullPolicy', maybe(oneOf(PULL_POLICIES)), (pullPolicy) => istio({ image: { pullPolicy } })),
  row('global.imagePullSecrets', maybe(texts), (pullSecrets) => istio({ image: { pullSecrets } })),
  row('global.pilotCertProvider', text, (provider) => istio({ certificates: { provider } })),
  row('global.caAddress', text, (caAddress) => istio({ certificates: { caAddress } })),
  row('global.caName', text, (caName, _, said) => {
    if (caName === 'GkeWorkloadCertificate')
      said.report.note(
        'istio.certificates.caName',
        'Gateways mount these certificates, too; those of the chart do not.',
      );
    return istio({ certificates: { caName } });
  }),
  row('global.certSigners', texts, (signers) => istio({ certificates: { signers } })),
  row('global.mountMtlsCerts', truth, (mountMtlsCerts) => istio({ certificates: { mountMtlsCerts } })),
  row('global.sds.token.aud', text, (tokenAudience) => istio({ certificates: { tokenAudience } })),
  row('global.trustBundleName', maybe(text), (trustBundle) => istio({ certificates: { trustBundle } })),
  row('global.istiod.enableAnalysis', truth, (analysis) => istio({ analysis })),
  row('global.configValidation', truth, (validation) => istio({ validation })),
  row('global.networkPolicy.enabled', truth, (on) => istio({ networkPolicy: on ? 'official' : null })),
  row('global.logging.level', text, (logLevel) => istio({ istiod: { logLevel } })),
  row('global.logAsJson', truth, (logAsJson, { cni, ztunnel }) => ({
    istio: { istiod: { logAsJson } },
    ...(cni && { cni: { logAsJson } }),
    ...(ztunnel && { ztunnel: { logAsJson } }),
  })),
  row('global.priorityClassName', maybe(text), (priorityClass) => istio({ istiod: { placement: { priorityClass } } })),
  row('global.nativeNftables', truth, (nativeNftables) => istio({ proxy: { nativeNftables } })),
  row('global.resourceScope', oneOf(['all', 'cluster', 'namespace'] as const), (resourceScope) => ({
    resourceScope: resourceScope === 'all' ? null : resourceScope,
  })),
  row('global.enableReaderRBAC', truth, (on) => istio({ reader: on ? null : 'none' })),
  rows(['global.readerServiceAccount'], (said, base) => {
    const name = said.read('global.readerServiceAccount.name', maybe(text));
    if (!name) return {};
    return istio({
      reader: {
        name,
        namespace: said.read('global.readerServiceAccount.namespace', maybe(text)) || base.istio.namespace,
      },
    });
  }),
  row('global.operatorManageWebhooks', truth, (others, base) => (others ? without(base, webhook(base)) : {})),
  row('experimental.stableValidationPolicy', truth, (on) => istio({ stableOnly: on || null })),
  row('gatewayClasses', maybe(block), (gatewayClasses) => istio({ gatewayClasses: gatewayClasses })),
  row('gateways.securityContext', maybe(block), (securityContext) =>
    istio({ gatewayPods: { securityContext: securityContext } }),
  ),
  row('gateways.seccompProfile', maybe(block), (seccompProfile, _, said) => {
    if (Object.keys(seccompProfile ?? {}).length > 0)
      said.report.note(
        'istio.gatewayPods.seccompProfile',
        'Rendered gateways have it, too; those of the chart do not.',
      );
    return istio({ gatewayPods: { seccompProfile: seccompProfile } });
  }),
  row('global.waypoint.resources', resources, (given) => istio({ waypoint: { resources: given } })),
  row('global.waypoint.affinity', maybe(block), (affinity) => istio({ waypoint: { placement: { affinity } } })),
  row('global.waypoint.nodeSelector', maybe(textMap), (nodeSelector) =>
    istio({ waypoint: { placement: { nodeSelector } } }),
  ),
  row('global.waypoint.tolerations', maybe(list), (tolerations) => istio({ waypoint: { placement: { tolerations } } })),
  row('global.waypoint.topologySpreadConstraints', maybe(list), (topologySpread) =>
    istio({ waypoint: { placement: { topologySpread } } }),
  ),
  row('global.omitSidecarInjectorConfigMap', truth, (omitted, base, said) => {
    if (base.istio.remote === undefined) return omitted ? without(base, injectorConfig(base)) : {};
    if (!omitted)
      said.leave(
        'global.omitSidecarInjectorConfigMap',
        'the istiod of the other cluster injects by its own ConfigMap, and istio-sidecar-injector is not written here',
        'nothing was lost; remove it',
      );
    return {};
  }),
  row('global.externalIstiod', truth, (on) => (on ? istio({ istiod: { env: { EXTERNAL_ISTIOD: 'true' } } }) : {})),
  left('global.arch', 'it is deprecated', 'say it in placement.affinity of each gateway'),
  // Nothing reads them, or they name who packed the charts.
  ...['ipFamilies', 'ipFamilyPolicy'].map((key) =>
    left(
      `global.${key}`,
      'no object of the control plane is made of it',
      'say it in istiod.service and in service of each gateway',
    ),
  ),
  silent('global.podDNSSearchNamespaces', 'global.jwtPolicy', 'global.revision'),
  silent(
    'global.defaultTolerations',
    'global.defaultNodeSelector',
    'global.defaultResources',
    'global.platform',
    'global.profile',
  ),
  silent('profile', 'platform', 'compatibilityVersion', 'ownerName', 'global.agentgateway', 'global.istioNamespace'),
];
