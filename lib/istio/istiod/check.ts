import type { Construct } from 'constructs';
import { portListProblems, rangeProblems, resourceProblems, scalingProblems } from '../../checks/pods/values';
import { isAddressOrHost, isDnsSubdomain, isDuration, isLabelValue } from '../../kit/formats';
import { check, type Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/install';
import { ISTIOD } from '../../problems/istiod';
import { imageTag } from '../image';
import { injectionProblems } from '../injection/check';
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
    ...unless(/^[a-z0-9]+([.:_-]?[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(image.hub), () =>
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

/** Both become labels of every pod of the mesh. */
const labels = ({ identity: { cluster = '', network = '' } }: IstioProps): readonly Problem[] =>
  Object.entries({ cluster, network }).flatMap(([field, value]) =>
    unless(isLabelValue(value), () => ISTIOD.labelValue(`identity.${field}`, value)),
  );

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
    ...[istiod.logLevel, proxy.componentLogLevel].flatMap((level, i) =>
      unless(/^[\w.-]+:\w+(,[\w.-]+:\w+)*$/.test(level), () =>
        ISTIOD.logLevel(i === 0 ? 'istiod.logLevel' : 'proxy.componentLogLevel', level),
      ),
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
