import type { Construct } from 'constructs';
import { portListProblems, rangeProblems, resourceProblems, scalingProblems } from '../../checks/pods/values';
import {
  isAddressOrHost,
  isComponentLogLevel,
  isDnsSubdomain,
  isDuration,
  isIstioLogLevel,
  isLabelValue,
} from '../../kit/formats/formats';
import { check, type Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import { ISTIOD } from '../../problems/istio/istiod';
import { injectionProblems } from '../injection/check';
import { imageTag } from '../parts/image';
import type { IstioProps } from '../props';
import type { RemoteProps } from '../surroundings';
import { versionProblems } from '../versions/check';

const unless = (holds: boolean, problem: () => Problem): readonly Problem[] => (holds ? [] : [problem()]);

/** Everything about a control plane that can be judged from its props alone, all of it reported at once. */
export function checkIstio(scope: Construct, props: IstioProps): void {
  check(scope, () => [
    ...naming(props),
    ...labels(props),
    ...pods(props),
    ...redirection(props),
    ...injectionProblems(props),
    ...versionProblems(props),
  ]);
}

function naming(istio: IstioProps): readonly Problem[] {
  const { image, identity, istiod } = istio;
  const tag = imageTag(istio);
  return [
    // The host may have capitals, the path not. Source: distribution/reference.
    ...unless(/^[A-Za-z0-9]+([.:_-]?[A-Za-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(image.hub), () =>
      ISTIOD.hub(image.hub),
    ),
    ...unless(/^\w[\w.-]{0,127}$/.test(tag), () => ISTIOD.tag(tag)),
    ...unless(isDnsSubdomain(identity.trustDomain), () => ISTIOD.domain('identity.trustDomain', identity.trustDomain)),
    ...unless(isDnsSubdomain(identity.clusterDomain), () =>
      ISTIOD.domain('identity.clusterDomain', identity.clusterDomain),
    ),
    ...Object.keys(istiod.env).flatMap((name) =>
      unless(/^[A-Za-z_]\w*$/.test(name), () => ISTIOD.environmentName(name)),
    ),
  ];
}

/** The network becomes a label of pods. The cluster is text to istiod and proxies alone: an ARN, a path. */
const labels = ({ identity: { cluster, network = '' } }: IstioProps): readonly Problem[] => [
  ...unless(isLabelValue(network), () => ISTIOD.labelValue('identity.network', network)),
  ...unless(cluster === undefined || /^\S+$/.test(cluster), () => ISTIOD.clusterName(cluster ?? '')),
];

/** Where the control plane of another cluster is found. */
export const remoteProblems = ({ istiod, injectionUrl, validationUrl }: RemoteProps): readonly Problem[] => [
  ...(istiod === 'present' || isAddressOrHost(istiod.address) ? [] : [INSTALL.remoteAddress(istiod.address)]),
  // Source: k8s.io/api admissionregistration/v1 WebhookClientConfig.
  ...Object.entries({ injectionUrl, validationUrl }).flatMap(([field, url]) =>
    unless(url === undefined || /^https:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url), () =>
      INSTALL.webhookUrl(field, url ?? ''),
    ),
  ),
];

function pods({ istiod, proxy, waypoint }: IstioProps): readonly Problem[] {
  return [
    ...resourceProblems('istiod.resources', istiod.resources),
    ...resourceProblems('proxy.resources', proxy.resources),
    ...resourceProblems('waypoint.resources', waypoint.resources),
    ...scalingProblems('istiod', istiod),
    ...unless(istiod.traceSampling >= 0 && istiod.traceSampling <= 100, () =>
      ISTIOD.percent('istiod.traceSampling', istiod.traceSampling),
    ),
    ...unless(isDuration(istiod.maxConnectionAge), () =>
      ISTIOD.duration('istiod.maxConnectionAge', istiod.maxConnectionAge),
    ),
    ...unless(isIstioLogLevel(istiod.logLevel), () => ISTIOD.logLevel('istiod.logLevel', istiod.logLevel)),
    ...unless(isComponentLogLevel(proxy.componentLogLevel), () =>
      ISTIOD.logLevel('proxy.componentLogLevel', proxy.componentLogLevel),
    ),
  ];
}

function redirection({ proxy }: IstioProps): readonly Problem[] {
  return [
    ...rangeProblems('proxy.includeIPRanges', proxy.includeIPRanges),
    ...rangeProblems('proxy.excludeIPRanges', proxy.excludeIPRanges),
    ...portListProblems('proxy.includeInboundPorts', proxy.includeInboundPorts),
    ...portListProblems('proxy.excludeInboundPorts', proxy.excludeInboundPorts),
    ...portListProblems('proxy.includeOutboundPorts', proxy.includeOutboundPorts),
    ...portListProblems('proxy.excludeOutboundPorts', proxy.excludeOutboundPorts),
  ];
}
