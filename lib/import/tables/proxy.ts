import type { Environment } from '../../installation/environment';
import type { IstioProps } from '../../istio/props';
import type { Patch } from '../../kit/override';
import { block, list, maybe, number, oneOf, resources, text, textMap, texts, truth } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';

const { left, row, silent } = rowsOf<Environment>();

const proxy = (patch: Patch<IstioProps['proxy']>): Patch<Environment> => ({ istio: { proxy: patch } });
const injection = (patch: Patch<IstioProps['injection']>): Patch<Environment> => ({ istio: { injection: patch } });

/** What sidecars start from. */
export const PROXY: readonly Row<Environment>[] = [
  row('global.proxy.image', text, (image) => proxy({ image })),
  row('global.proxy.autoInject', oneOf(['enabled', 'disabled'] as const), (policy) => injection({ policy })),
  row('global.proxy.clusterDomain', text, (clusterDomain) => ({ istio: { identity: { clusterDomain } } })),
  row('global.proxy.componentLogLevel', text, (componentLogLevel) => proxy({ componentLogLevel })),
  row('global.proxy.logLevel', text, (logLevel) => proxy({ logLevel })),
  row('global.proxy.excludeInboundPorts', text, (excludeInboundPorts) => proxy({ excludeInboundPorts })),
  row('global.proxy.includeInboundPorts', text, (includeInboundPorts) => proxy({ includeInboundPorts })),
  row('global.proxy.excludeOutboundPorts', text, (excludeOutboundPorts) => proxy({ excludeOutboundPorts })),
  row('global.proxy.includeOutboundPorts', text, (includeOutboundPorts) => proxy({ includeOutboundPorts })),
  row('global.proxy.includeIPRanges', text, (includeIPRanges) => proxy({ includeIPRanges })),
  row('global.proxy.excludeIPRanges', text, (excludeIPRanges) => proxy({ excludeIPRanges })),
  row('global.proxy.outlierLogPath', text, (outlierLogPath) => proxy({ outlierLogPath })),
  row('global.proxy.privileged', truth, (privileged) => proxy({ privileged })),
  row('global.proxy.seccompProfile', maybe(block), (seccompProfile) => proxy({ seccompProfile: seccompProfile })),
  row('global.proxy.capNetBindService', truth, (capNetBindService) => proxy({ capNetBindService })),
  row('global.proxy.lifecycle', maybe(block), (lifecycle) => proxy({ lifecycle })),
  row('global.proxy.holdApplicationUntilProxyStarts', truth, (hold) =>
    proxy({ holdApplicationUntilProxyStarts: hold }),
  ),
  row('global.proxy.readinessFailureThreshold', number, (failureThreshold) =>
    proxy({ readiness: { failureThreshold } }),
  ),
  row('global.proxy.readinessInitialDelaySeconds', number, (initialDelaySeconds) =>
    proxy({ readiness: { initialDelaySeconds } }),
  ),
  row('global.proxy.readinessPeriodSeconds', number, (periodSeconds) => proxy({ readiness: { periodSeconds } })),
  row('global.proxy.startupProbe.enabled', truth, (enabled) => proxy({ startup: { enabled } })),
  row('global.proxy.startupProbe.failureThreshold', number, (failureThreshold) =>
    proxy({ startup: { failureThreshold } }),
  ),
  row('global.proxy.resources', resources, (given) => proxy({ resources: given })),
  row('global.proxy.statusPort', number, (statusPort) => proxy({ statusPort })),
  row('global.proxy_init.image', text, (initImage) => proxy({ initImage })),
  row('global.proxy_init.forceApplyIptables', truth, (forceApplyIptables) => proxy({ forceApplyIptables })),
  left('global.proxy_init.resources', 'no template reads it', 'the init container has the resources of the proxy'),
  row('global.sts.servicePort', maybe(number), (stsPort) => proxy({ stsPort })),
  row('sidecarInjectorWebhook.neverInjectSelector', list, (neverInject) => injection({ neverInject })),
  row('sidecarInjectorWebhook.alwaysInjectSelector', list, (alwaysInject) => injection({ alwaysInject })),
  row('sidecarInjectorWebhook.injectedAnnotations', textMap, (injectedAnnotations) =>
    injection({ injectedAnnotations }),
  ),
  row('sidecarInjectorWebhook.enableNamespacesByDefault', truth, (on) => injection({ enableNamespacesByDefault: on })),
  row('sidecarInjectorWebhook.reinvocationPolicy', oneOf(['Never', 'IfNeeded'] as const), (reinvocationPolicy) =>
    injection({ reinvocationPolicy }),
  ),
  row('sidecarInjectorWebhook.rewriteAppHTTPProbe', truth, (rewriteAppHTTPProbe) => injection({ rewriteAppHTTPProbe })),
  row('sidecarInjectorWebhook.templates', textMap, (templates) => injection({ templates })),
  row('sidecarInjectorWebhook.defaultTemplates', texts, (defaultTemplates) => injection({ defaultTemplates })),
  silent('sidecarInjectorWebhook.useLegacySelectors'),
];
