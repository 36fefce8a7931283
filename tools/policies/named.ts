import { blockOf, listOf } from '../../lib/kit/json';
import type { Mesh } from '../../lib/model/mesh';
import { podsOf, type Workload } from '../../lib/model/workloads/workloads';
import { proxied } from '../../lib/simulator/policies/security';
import { KUBELET, pairOf, type Reached } from './node';

interface Named {
  readonly what: string;
  readonly from: RegExp;
  readonly to: RegExp;
  readonly ports: readonly number[];
  readonly protocol?: 'UDP';
  readonly refused?: true;
  /** Not everywhere, but where the ends say so. */
  readonly where?: (ends: readonly string[]) => boolean;
}

const BOOKINFO = /^bookinfo\/(?!stranger)/;
const PROXIES = /^(bookinfo\/(?!stranger)|istio(-system|d-west)\/istio-.*gateway$)/;
const ISTIOD = /^istio(-system|d-west)\/istiod$/;
const PROMETHEUS = /^istio(-system|d-west)\/prometheus$/;
const EAST_WEST = /\/istio-eastwestgateway$/;
/** Callers of services that may have pods in another network. */
const CALLING = /^(bookinfo\/(productpage|reviews-v[23])|istio(-system|d-west)\/istio-ingressgateway$)/;

/** Somebody of that name is there. */
const has =
  (who: RegExp) =>
  (ends: readonly string[]): boolean =>
    ends.some((end) => who.test(end));
const severalNetworks = has(EAST_WEST);
const isServed = (ends: readonly string[]): boolean => severalNetworks(ends) && !has(ISTIOD)(ends);
const serves = (ends: readonly string[]): boolean => severalNetworks(ends) && has(ISTIOD)(ends);

/** What an installation lives by, and whom it keeps out. */
const NAMED: readonly Named[] = [
  { what: 'productpage asks details', from: /\/productpage/, to: /\/details/, ports: [9080] },
  { what: 'productpage asks reviews', from: /\/productpage/, to: /\/reviews/, ports: [9080] },
  { what: 'reviews 2 and 3 ask ratings', from: /\/reviews-v[23]/, to: /\/ratings/, ports: [9080] },
  { what: 'the ingress gateway asks productpage', from: /ingressgateway/, to: /\/productpage/, ports: [9080] },
  { what: 'clients ask the ingress gateway', from: /^client$/, to: /ingressgateway/, ports: [8080, 8443] },
  { what: 'Prometheus scrapes every proxy', from: PROMETHEUS, to: PROXIES, ports: [15020, 15090] },
  { what: 'Prometheus scrapes istiod and the CNI', from: PROMETHEUS, to: /\/(istiod|istio-cni-node)$/, ports: [15014] },
  { what: 'proxies ask istiod', from: PROXIES, to: /^istio-system\/istiod$/, ports: [15012] },
  { what: 'proxies send spans', from: PROXIES, to: /\/jaeger$/, ports: [4317, 9411] },
  { what: 'the API server asks the webhooks', from: /^api-server$/, to: ISTIOD, ports: [15017] },
  {
    what: 'istiod and the CNI ask the API server',
    from: /\/(istiod|istio-cni-node)$/,
    to: /^api-server$/,
    ports: [443, 6443],
  },
  { what: 'istiod fetches keys of issuers', from: ISTIOD, to: /^client$/, ports: [443] },
  { what: 'Kiali and Grafana ask Prometheus', from: /\/(kiali|grafana)$/, to: PROMETHEUS, ports: [9090] },
  { what: 'Kiali asks Grafana', from: /\/kiali$/, to: /\/grafana$/, ports: [3000] },
  { what: 'Kiali asks Jaeger', from: /\/kiali$/, to: /\/jaeger$/, ports: [16685, 16686] },
  { what: 'Kiali asks istiod', from: /\/kiali$/, to: ISTIOD, ports: [15014] },
  {
    what: 'names are asked',
    from: /^(bookinfo|istio-system|istiod-west|kube-system)\/(?!coredns)/,
    to: /\/coredns$/,
    ports: [53],
  },
  {
    what: 'names are asked over UDP',
    from: /^(bookinfo|istio-system|istiod-west|kube-system)\/(?!coredns)/,
    to: /\/coredns$/,
    ports: [53],
    protocol: 'UDP',
  },
  { what: 'other networks come in', from: /^client$/, to: EAST_WEST, ports: [15443], where: severalNetworks },
  { what: 'and are led to services', from: EAST_WEST, to: BOOKINFO, ports: [9080], where: severalNetworks },
  { what: 'clusters come to istiod', from: /^client$/, to: EAST_WEST, ports: [15012, 15017], where: serves },
  { what: 'and are led there', from: EAST_WEST, to: ISTIOD, ports: [15012, 15017], where: serves },
  { what: 'proxies ask an istiod elsewhere', from: PROXIES, to: /^client$/, ports: [15012], where: isServed },
  { what: 'services elsewhere are asked', from: CALLING, to: /^client$/, ports: [15443], where: severalNetworks },
  {
    what: 'strangers ask for none elsewhere',
    from: /^bookinfo\/stranger$/,
    to: /^client$/,
    ports: [15443],
    refused: true,
    where: severalNetworks,
  },
  { what: 'productpage does not ask ratings', from: /\/productpage/, to: /\/ratings/, ports: [9080], refused: true },
  { what: 'reviews 1 does not ask ratings', from: /\/reviews-v1/, to: /\/ratings/, ports: [9080], refused: true },
  { what: 'strangers do not ask Bookinfo', from: /\/stranger$/, to: BOOKINFO, ports: [9080], refused: true },
  { what: 'clients do not ask Bookinfo', from: /^client$/, to: BOOKINFO, ports: [9080], refused: true },
  { what: 'Bookinfo does not ask the internet', from: BOOKINFO, to: /^client$/, ports: [80, 443, 9080], refused: true },
  {
    what: 'strangers of other namespaces see no addon',
    from: /^elsewhere\/stranger$/,
    to: /\/(prometheus|grafana|kiali)$/,
    ports: [9090, 3000, 20001],
    refused: true,
  },
  {
    what: 'nobody asks for metrics of Envoy but the control plane',
    from: /^(elsewhere\/stranger|client)$/,
    to: BOOKINFO,
    ports: [15090],
    refused: true,
  },
];

/** Ports that kubelet probes; of pods with a sidecar, istiod leads every probe to the agent's. */
function probed(mesh: Mesh, pods: Workload): readonly number[] {
  const object = mesh.objects.find(({ place }) => place === pods.place)?.object;
  const containers = listOf((object && podsOf(object))?.spec['containers']).map(blockOf);
  const probes = containers.flatMap((one) =>
    ['livenessProbe', 'readinessProbe', 'startupProbe'].map((kind) => blockOf(one[kind])),
  );
  const ports = probes.flatMap(({ httpGet, tcpSocket, grpc }) =>
    [httpGet, tcpSocket, grpc].map((way) => blockOf(way)['port']).filter((port) => port !== undefined),
  );
  const own = ports.map((port) => (typeof port === 'string' ? (pods.portNames.get(port) ?? 0) : Number(port)));
  return proxied(mesh, pods) === 'sidecar' && !pods.runsProxy ? [15020, 15021] : own;
}

/** How many connections a name stands for, and those which are otherwise. */
export interface Held {
  readonly what: string;
  readonly wanted: number;
  readonly wrong: readonly string[];
}

/** What must get through, and what must not, by name. Without Bookinfo or an istiod of its own, an environment has fewer. */
export function namedOf(mesh: Mesh, ends: readonly string[], reached: Reached, isWhole: boolean): readonly Held[] {
  const held = (what: string, pairs: readonly string[], isOpen: boolean): Held => ({
    what,
    wanted: pairs.length,
    wrong: pairs.filter((pair) => reached.has(pair) !== isOpen),
  });
  const probes = mesh.workloads.flatMap((pods) =>
    probed(mesh, pods).map((port) => pairOf(KUBELET, `${pods.namespace}/${pods.name}`, port)),
  );
  const named = NAMED.filter(({ where }) => where?.(ends) ?? true).map(
    ({ what, from, to, ports, protocol, refused }) => {
      const [callers, callees] = [from, to].map((one) => ends.filter((end) => one.test(end)));
      const pairs = (callers ?? []).flatMap((caller) =>
        (callees ?? [])
          .filter((callee) => callee !== caller)
          .flatMap((callee) => ports.map((port) => pairOf(caller, callee, port, protocol))),
      );
      return held(what, pairs, refused === undefined);
    },
  );
  return [held('kubelet probes', probes, true), ...named].filter(({ wanted }) => isWhole || wanted > 0);
}
