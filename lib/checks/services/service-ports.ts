import { grouped } from '../../kit/grouped';
import { textsOf } from '../../kit/json';
import { ofKind, servicesOf } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { isNamedByProtocol } from '../../model/protocols';
import { injected } from '../../model/workloads/selectors';
import { podsOf } from '../../model/workloads/workloads';
import { WORKLOADS } from '../../problems/mesh/workloads';
import { SYSTEM } from '../pods/injection-labels';
import type { Rule } from '../rule';

type Service = Mesh['Service'][number];
type Port = NonNullable<Service['spec']['ports']>[number];

/** Services of istiod, of gateways that Istio makes, and of Kubernetes itself. */
const isIstios = ({ labels, namespace }: Service): boolean =>
  SYSTEM.includes(namespace) || 'operator.istio.io/component' in labels || 'gateway.istio.io/managed' in labels;

export const portsSayTheirProtocol: Rule = {
  name: 'ports-say-their-protocol',
  codes: ['IST0118', 'IST0150'],
  severity: 'info',
  about: "a Service's port says what it speaks, by its name or appProtocol",
  reads: ['Service'],
  find: (mesh) =>
    mesh.Service.filter((one) => !isIstios(one)).flatMap(({ place, spec }) =>
      (spec.ports ?? []).flatMap((port) => {
        const { name = '' } = port;
        const isExternal = spec.type === 'ExternalName';
        if (isNamedByProtocol(port) && !(isExternal && name === 'tcp')) return [];
        return isExternal
          ? [{ place, at: [port], severity: 'warning' as const, problem: WORKLOADS.externalName(name) }]
          : [{ place, at: [port], problem: WORKLOADS.portName(port.port, name) }];
      }),
    ),
};

interface Behind {
  readonly service: string;
  readonly port: Port;
}

const names = (all: readonly Behind[]): readonly string[] => [...new Set(all.map(({ service }) => service))].sort();
const targetOf = ({ port, targetPort }: Port): string =>
  String(targetPort === 0 || targetPort === undefined || targetPort === '' ? port : targetPort);

export const deploymentPortsAgree: Rule = {
  name: 'deployment-ports-agree',
  codes: ['IST0116', 'IST0137'],
  severity: 'warning',
  about: 'the Services of a Deployment agree about protocols, and each leads to ports of its own',
  reads: ['objects', 'Service', 'Namespace'],
  find: (mesh) =>
    ofKind(mesh, 'Deployment').flatMap(({ place, namespace, object, labels: own }) => {
      const pods = podsOf(object);
      if (pods === undefined || own['gateway.istio.io/managed'] !== undefined) return [];
      const labels = textsOf(pods.metadata['labels']);
      const annotations = textsOf(pods.metadata['annotations']);
      if (injected(mesh, { namespace, labels, annotations, hostNetwork: pods.spec['hostNetwork'] === true }) !== true)
        return [];
      const behind = servicesOf(mesh, namespace, labels).flatMap(({ name, spec }) =>
        (spec.ports ?? []).map((port): Behind => ({ service: `${namespace}/${name}`, port })),
      );
      const protocols = [...grouped(behind, ({ port }) => `${port.port}`).values()]
        .filter((all) => new Set(all.map(({ port }) => port.protocol ?? 'TCP')).size > 1)
        .map((all) => WORKLOADS.protocols(all[0]?.port.port ?? 0, names(all)));
      const targets = [...grouped(behind, ({ port }) => targetOf(port))].flatMap(([target, all]) => {
        const ports = [...new Set(all.map(({ port }) => port.port))].sort((a, b) => a - b);
        return ports.length > 1 ? [WORKLOADS.targetPorts(target, names(all), ports)] : [];
      });
      return [...protocols, ...targets].map((problem) => ({
        place,
        at: ['spec', 'template', 'spec', 'containers', 0],
        problem,
      }));
    }),
};
