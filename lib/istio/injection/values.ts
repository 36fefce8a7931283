import { nativeSidecars } from '../istiod/env';
import { imageTag } from '../parts/image';
import type { IstioProps } from '../props';
import { customTexts } from './config';

/**
 * The key `values` of the ConfigMap `istio-sidecar-injector`, as JSON. istiod's own code reads the images, the cluster and
 * network names, `rewriteAppHTTPProbe` and `holdApplicationUntilProxyStarts` from it, and custom templates may read all of it.
 */
export const injectorValues = (istio: IstioProps): string => `${JSON.stringify(values(istio), null, 2)}\n`;

function values(istio: IstioProps): object {
  const { injection, gatewayPods, cni } = istio;
  return {
    gateways: {
      securityContext: gatewayPods?.securityContext ?? {},
      seccompProfile: gatewayPods?.seccompProfile ?? {},
    },
    global: { ...identity(istio), ...controlPlane(istio), proxy: proxy(istio), ...otherPods(istio) },
    pilot: {
      cni: { enabled: cni !== undefined, provider: cni?.provider ?? 'default' },
      env: { ...nativeSidecars(istio), ...istio.istiod.env },
    },
    revision: istio.revision ?? '',
    sidecarInjectorWebhook: {
      alwaysInjectSelector: injection.alwaysInject,
      defaultTemplates: injection.defaultTemplates,
      enableNamespacesByDefault: injection.enableNamespacesByDefault,
      injectedAnnotations: injection.injectedAnnotations,
      neverInjectSelector: injection.neverInject,
      reinvocationPolicy: injection.reinvocationPolicy,
      rewriteAppHTTPProbe: injection.rewriteAppHTTPProbe,
      templates: customTexts(istio),
    },
  };
}

const identity = ({ identity, certificates, namespace, meshNetworks, platform, proxy }: IstioProps) => ({
  caAddress: certificates.caAddress,
  caName: certificates.caName,
  certSigners: certificates.signers,
  istioNamespace: namespace,
  meshID: identity.meshId ?? '',
  meshNetworks: meshNetworks ?? {},
  mountMtlsCerts: certificates.mountMtlsCerts,
  multiCluster: { clusterName: identity.cluster ?? '' },
  network: identity.network ?? '',
  pilotCertProvider: certificates.provider,
  ...(platform === undefined ? {} : { platform }),
  sds: { token: { aud: certificates.tokenAudience } },
  sts: { servicePort: proxy.stsPort ?? 0 },
  ...(certificates.trustBundle === undefined ? {} : { trustBundleName: certificates.trustBundle }),
});

/** How the control plane itself was installed; the parts that this project does not have stay at the charts' defaults. */
const controlPlane = (istio: IstioProps) => {
  const { image, istiod, analysis, validation, networkPolicy, proxy, remote, reader } = istio;
  return {
    configCluster: remote?.external ?? false,
    configValidation: validation,
    defaultPodDisruptionBudget: { enabled: true },
    defaultResources: { requests: { cpu: '10m' } },
    externalIstiod: false,
    hub: image.hub,
    imagePullPolicy: image.pullPolicy ?? '',
    imagePullSecrets: image.pullSecrets ?? [],
    istiod: { enableAnalysis: analysis },
    logAsJson: istiod.logAsJson,
    logging: { level: istiod.logLevel },
    nativeNftables: proxy.nativeNftables,
    networkPolicy: { enabled: networkPolicy !== undefined },
    omitSidecarInjectorConfigMap: false,
    operatorManageWebhooks: false,
    priorityClassName: istiod.placement?.priorityClass ?? '',
    remotePilotAddress: remote === undefined || remote.istiod === 'present' ? '' : remote.istiod.address,
    ...(reader === undefined ? {} : reader === 'none' ? { enableReaderRBAC: false } : { readerServiceAccount: reader }),
    resourceScope: 'all',
    tag: imageTag(istio),
    variant: image.variant ?? '',
  };
};

const proxy = ({ proxy, injection, identity }: IstioProps) => ({
  autoInject: injection.policy,
  clusterDomain: identity.clusterDomain,
  componentLogLevel: proxy.componentLogLevel,
  excludeIPRanges: proxy.excludeIPRanges,
  excludeInboundPorts: proxy.excludeInboundPorts,
  excludeOutboundPorts: proxy.excludeOutboundPorts,
  image: proxy.image,
  includeIPRanges: proxy.includeIPRanges,
  includeInboundPorts: proxy.includeInboundPorts,
  includeOutboundPorts: proxy.includeOutboundPorts,
  logLevel: proxy.logLevel,
  outlierLogPath: proxy.outlierLogPath,
  privileged: proxy.privileged,
  readinessFailureThreshold: proxy.readiness.failureThreshold,
  readinessInitialDelaySeconds: proxy.readiness.initialDelaySeconds,
  readinessPeriodSeconds: proxy.readiness.periodSeconds,
  resources: proxy.resources,
  seccompProfile: proxy.seccompProfile ?? {},
  startupProbe: proxy.startup,
  statusPort: proxy.statusPort,
  tracer: 'none',
  ...(proxy.lifecycle === undefined ? {} : { lifecycle: proxy.lifecycle }),
  ...(proxy.capNetBindService === undefined ? {} : { capNetBindService: proxy.capNetBindService }),
  ...(proxy.holdApplicationUntilProxyStarts === undefined
    ? {}
    : { holdApplicationUntilProxyStarts: proxy.holdApplicationUntilProxyStarts }),
});

const otherPods = ({ proxy, waypoint }: IstioProps) => ({
  proxy_init: { forceApplyIptables: proxy.forceApplyIptables, image: proxy.initImage },
  waypoint: {
    affinity: waypoint.placement?.affinity ?? {},
    nodeSelector: waypoint.placement?.nodeSelector ?? {},
    resources: waypoint.resources,
    tolerations: waypoint.placement?.tolerations ?? [],
    topologySpreadConstraints: waypoint.placement?.topologySpread ?? [],
  },
});
