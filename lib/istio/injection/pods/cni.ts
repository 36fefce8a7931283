import type { IstioProps, StringMap } from '../../props';
import * as facts from '../facts';
import { goFunction } from '../template/expression';
import { ownAnnotation } from '../template/functions';
import type { AnnotationName } from '../template/names';
import { either, type Node, when } from '../template/tree';
import { redirection } from './sidecar-init';

const NETWORK = { name: 'istio-cni', namespace: 'default' } as const;

/** Adds a network to a pod's list of them, in whichever of Multus' two notations it has. Istio: appendMultusNetwork. */
function withNetwork(list: string, network: string): string {
  if (list === '') return network;
  const end = list.lastIndexOf(']');
  if (end === -1) return list.split(',').some((one) => one.trim() === network) ? list : `${list}, ${network}`;
  try {
    const networks = JSON.parse(list) as readonly { readonly name?: string; readonly namespace?: string }[];
    if (networks.some(({ name, namespace }) => name === NETWORK.name && namespace === NETWORK.namespace)) return list;
  } catch {
    return list;
  }
  return `${list.slice(0, end)}, {"name": "${NETWORK.name}", "namespace": "${NETWORK.namespace}"}${list.slice(end)}`;
}

const copied = (name: AnnotationName): Node<string> => when(ownAnnotation(name), ownAnnotation(name));

/** What the CNI plugin on the node reads, since no init container tells it. */
export function cniAnnotations(istio: IstioProps): Readonly<Record<string, Node<string> | undefined>> {
  if (istio.cni === undefined) return {};
  const to = redirection(istio);
  const append = goFunction('appendMultusNetwork', withNetwork);
  const networks = append(ownAnnotation('k8s.v1.cni.cncf.io/networks'), `${NETWORK.namespace}/${NETWORK.name}`);
  const annotations: Readonly<Partial<Record<AnnotationName, Node<string> | undefined>>> = {
    'k8s.v1.cni.cncf.io/networks': istio.cni.provider === 'multus' ? networks : undefined,
    'sidecar.istio.io/interceptionMode': facts.mode,
    'traffic.sidecar.istio.io/includeOutboundIPRanges': when(to.includeIPRanges, to.includeIPRanges),
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': when(to.excludeIPRanges, to.excludeIPRanges),
    'traffic.sidecar.istio.io/includeInboundPorts': to.includeInboundPorts,
    'traffic.sidecar.istio.io/excludeInboundPorts': to.excludeInboundPorts,
    'traffic.sidecar.istio.io/includeOutboundPorts': either(
      to.includeOutboundPorts.named,
      to.includeOutboundPorts.ports,
    ),
    'traffic.sidecar.istio.io/excludeOutboundPorts': either(
      to.excludeOutboundPorts.named,
      to.excludeOutboundPorts.ports,
    ),
    'traffic.sidecar.istio.io/kubevirtInterfaces': copied('traffic.sidecar.istio.io/kubevirtInterfaces'),
    'istio.io/reroute-virtual-interfaces': copied('istio.io/reroute-virtual-interfaces'),
    'traffic.sidecar.istio.io/excludeInterfaces': copied('traffic.sidecar.istio.io/excludeInterfaces'),
  };
  return annotations as StringMap;
}
