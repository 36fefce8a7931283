import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { filled } from '../../kit/defined';
import { selects } from '../../kit/formats/labels';
import { refuse } from '../../kit/problems';
import { collect } from '../../model/collect';
import { workloadsIn } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { protocolOf } from '../../model/protocols';
import { asJudged, outermost } from '../../model/tree';
import { MESH } from '../../problems/mesh/mesh';
import type { Labels } from './handles';
import type { ServicePort } from './ports';

type Service = Mesh['Service'][number];
type Port = NonNullable<Service['spec']['ports']>[number];

/** A port of a Service, as our own Services have it. */
export const portOf = (port: Port): ServicePort => ({
  port: port.port,
  name: port.name ?? '',
  protocol: protocolOf(port) ?? 'TCP',
  ...(typeof port.targetPort === 'number' && { targetPort: port.targetPort }),
});

/** What the objects of a Service say of it. */
interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  readonly podLabels: Labels;
  readonly versions: readonly string[];
  readonly serviceAccounts: readonly string[];
}

/** What a Service that was written as an object says of itself, and its pods of them. */
export function factsOf(mesh: Mesh, { name, namespace, spec }: Service): ServiceFacts {
  // Endpoints of a Service without a selector are no pods: an ExternalName, or addresses that are written down.
  const pods = filled(spec.selector) === undefined ? [] : workloadsIn(mesh, namespace, spec.selector);
  return {
    name,
    namespace,
    ports: (spec.ports ?? []).map(portOf),
    podLabels: spec.selector ?? {},
    versions: [...new Set(pods.flatMap(({ labels }) => labels['version'] ?? []))],
    serviceAccounts: [...new Set(pods.map(({ serviceAccount }) => serviceAccount))],
  };
}

/** Kinds that a handle is made of. */
const READ = /^(Service|Pod|ReplicaSet|Deployment|StatefulSet|DaemonSet|Rollout)$/;

/** The object that a construct makes, be it one itself or a class of cdk8s-plus. */
const objectOf = (construct: IConstruct): ApiObject | undefined => {
  const made = ApiObject.isApiObject(construct) ? construct : construct.node.defaultChild;
  return made !== undefined && ApiObject.isApiObject(made) ? made : undefined;
};

/** The Service that a construct of this tree is, or the one by which its pods are reached, as it is now. @throws MESH318 unless there is one */
export function factsBelow(construct: IConstruct): ServiceFacts {
  const own = objectOf(construct);
  const { id, path } = construct.node;
  if (own !== undefined && own.metadata.namespace === undefined) refuse(path, MESH.homeless(id));
  const beside = outermost(construct)
    .node.findAll()
    .filter((one) => ApiObject.isApiObject(one))
    .filter(({ kind, metadata }) => metadata.namespace === own?.metadata.namespace && READ.test(kind));
  const mesh = collect(beside.map((one) => ({ place: one.node.path, object: asJudged(one) })));
  const found = own?.kind === 'Service' ? mesh.Service.filter(({ name }) => name === own.name) : reaching(mesh, own);
  const [service, ...more] = found;
  if (service === undefined || more.length > 0)
    refuse(
      path,
      MESH.serviceOf(
        id,
        found.map(({ name }) => name),
      ),
    );
  return factsOf(mesh, service);
}

/** Services whose selector the pods of a workload carry. */
function reaching(mesh: Mesh, own: ApiObject | undefined): readonly Service[] {
  const workload = mesh.workloads.find(({ kind, name }) => kind === own?.kind && name === own.name);
  return mesh.Service.filter(
    ({ spec: { selector = {} } }) =>
      workload !== undefined && Object.keys(selector).length > 0 && selects(selector, workload.labels),
  );
}
