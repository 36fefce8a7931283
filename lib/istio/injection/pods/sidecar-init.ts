import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { IstioProps } from '../../props';
import { metadataEnv } from '../../proxy/env';
import { traits } from '../../versions';
import * as facts from '../facts';
import { Expression } from '../template/expression';
import {
  annotation,
  choose,
  hasAnnotation,
  number,
  or,
  ownAnnotation,
  pod,
  text,
  withoutSuffix,
  withPort,
} from '../template/functions';
import { type Item, type Node, noted, when } from '../template/tree';

/** What is redirected to the proxy and what is not: the mesh's choice, then the pod's. */
export function redirection(istio: IstioProps) {
  const { proxy } = istio;
  return {
    includeIPRanges: annotation('traffic.sidecar.istio.io/includeOutboundIPRanges', proxy.includeIPRanges),
    excludeIPRanges: annotation('traffic.sidecar.istio.io/excludeOutboundIPRanges', proxy.excludeIPRanges),
    includeInboundPorts: annotation('traffic.sidecar.istio.io/includeInboundPorts', proxy.includeInboundPorts),
    // The kubelet must reach the agent past Envoy.
    excludeInboundPorts: withPort(
      facts.statusPort(istio),
      annotation('traffic.sidecar.istio.io/excludeInboundPorts', proxy.excludeInboundPorts),
    ),
    includeOutboundPorts: outbound('traffic.sidecar.istio.io/includeOutboundPorts', proxy.includeOutboundPorts),
    excludeOutboundPorts: outbound('traffic.sidecar.istio.io/excludeOutboundPorts', proxy.excludeOutboundPorts),
  };
}

/** Ports that are named at all: by the mesh always, else only where the pod names them. */
const outbound = (
  name: 'traffic.sidecar.istio.io/includeOutboundPorts' | 'traffic.sidecar.istio.io/excludeOutboundPorts',
  ports: string,
) => ({
  named: ports === '' ? hasAnnotation(name) : true,
  ports: ports === '' ? ownAnnotation(name) : annotation(name, ports),
});

const option = (
  flag: string,
  test: Expression<boolean> | boolean,
  value: Expression<string>,
): readonly Item<string>[] =>
  test instanceof Expression ? [when<readonly string[]>(test, [flag, value])] : test ? [flag, value] : [];

/** Sets up the redirection to Envoy, or, where the node's CNI plugin does that, checks that it happened. */
export function redirector(istio: IstioProps): Node<IContainer> {
  const { proxy, istiod, mesh } = istio;
  const cni = istio.cni !== undefined;
  const to = redirection(istio);
  return {
    name: cni ? 'istio-validation' : 'istio-init',
    image: facts.proxyImage(proxy.initImage, pod(traits(istio).initImage), 'initImage'),
    imagePullPolicy: istio.image.pullPolicy,
    args: [
      'istio-iptables',
      ...['-p', String(mesh['proxyListenPort'] ?? 15001)],
      ...['-z', String(mesh['proxyInboundListenPort'] ?? 15006)],
      ...['-u', choose(facts.isTproxy, '1337', text`${number(pod('ProxyUID'))}`)],
      ...['-m', facts.mode],
      ...['-i', to.includeIPRanges],
      ...['-x', to.excludeIPRanges],
      ...['-b', to.includeInboundPorts],
      '-d',
      noted(
        'the kubelet and Prometheus reach the proxy itself',
        withoutSuffix(text`15090,15021,${to.excludeInboundPorts}`, ','),
      ),
      ...option('-q', to.includeOutboundPorts.named, to.includeOutboundPorts.ports),
      ...option('-o', to.excludeOutboundPorts.named, to.excludeOutboundPorts.ports),
      when<readonly string[]>(
        or(
          hasAnnotation('istio.io/reroute-virtual-interfaces'),
          hasAnnotation('traffic.sidecar.istio.io/kubevirtInterfaces'),
        ),
        // The second is the older name.
        [
          '-k',
          annotation(
            'istio.io/reroute-virtual-interfaces',
            ownAnnotation('traffic.sidecar.istio.io/kubevirtInterfaces'),
          ),
        ],
      ),
      when<readonly string[]>(hasAnnotation('traffic.sidecar.istio.io/excludeInterfaces'), [
        '-c',
        ownAnnotation('traffic.sidecar.istio.io/excludeInterfaces'),
      ]),
      text`--log_output_level=${facts.levels(istio).agent}`,
      ...(istiod.logAsJson ? ['--log_as_json'] : []),
      ...(cni ? ['--run-validation', '--skip-rule-apply'] : proxy.forceApplyIptables ? ['--force-apply'] : []),
      ...(proxy.nativeNftables ? ['--native-nftables'] : []),
    ],
    env: when<readonly IEnvVar[]>(pod('ProxyConfig.ProxyMetadata'), [metadataEnv(pod('ProxyConfig.ProxyMetadata'))]),
    resources: facts.resources(istio),
    securityContext: {
      allowPrivilegeEscalation: proxy.privileged,
      privileged: proxy.privileged,
      ...(cni ? CHECKS : SETS_UP),
      seccompProfile: proxy.seccompProfile,
    },
  };
}

/** The rights of a container that writes the pod's routing rules. */
const SETS_UP: Node<ISecurityContext> & object = {
  capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
  readOnlyRootFilesystem: false,
  runAsGroup: 0,
  runAsNonRoot: false,
  runAsUser: 0,
};

/** The rights of one that looks at them, as the user whose traffic is let through. */
const CHECKS: Node<ISecurityContext> & object = {
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsGroup: number(choose(facts.isTproxy, 1337, pod('ProxyGID'))),
  runAsUser: number(choose(facts.isTproxy, 1337, pod('ProxyUID'))),
  runAsNonRoot: true,
};
