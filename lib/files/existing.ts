import { relative } from 'node:path';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Refused, refuse } from '../kit/problems';
import type { GatewayHandle } from '../mesh/edge/listeners';
import { ExistingService } from '../mesh/services/existing';
import type { ServiceHandle } from '../mesh/services/handles';
import { MeshNamespace } from '../mesh/services/namespace';
import { factsOf } from '../mesh/services/written-service';
import { collect } from '../model/collect';
import type { Mesh } from '../model/mesh';
import { address, type KubeObject } from '../model/object';
import { placed } from '../model/scope';
import { FILES } from '../problems/objects/files';
import { mustBe } from '../schema/props';
import { readSources } from './sources';
import { isOperator } from './tools';

export interface ExistingProps {
  /** A folder with all below it, or a file, of YAML or JSON; seen from where the program runs. */
  readonly folder: string;
  /** Of objects that name none: it is written down with them. @default - they are written without one, and whoever applies them decides */
  readonly namespace?: string;
}

/** An object that is printed as it is given, with nothing added, dropped or ordered anew, where cdk8s's own `ApiObject` leaves out empty blocks. */
export class Verbatim extends ApiObject {
  constructor(
    scope: Construct,
    id: string,
    private readonly object: KubeObject | Readonly<Record<string, unknown>>,
  ) {
    super(scope, id, object as unknown as ConstructorParameters<typeof ApiObject>[2]);
  }

  override toJson(): object {
    return this.object;
  }
}

/**
 * Objects that somebody wrote as YAML: written unchanged into the stages where they belong, checked with everything else, and handles by
 * which typed routes and policies refer to them. An object that a construct writes too is refused (MESH003).
 */
export class Existing extends Construct {
  private readonly mesh: Mesh;
  private readonly folder: string;

  /**
   * @throws MESH860, MESH862, MESH980, MESH983 for what cannot be read, MESH861 for what reads otherwise than it looks, MESH926 for what a
   * kustomization would change: all of them at once
   */
  constructor(scope: Construct, id: string, props: ExistingProps) {
    super(scope, id);
    mustBe(this, 'ExistingProps', props);
    const { folder, namespace } = props;
    const { objects: read, unreadable, doubts } = readSources([folder], () => '');
    if (unreadable.length + doubts.length > 0) throw new Refused([...unreadable, ...doubts]);
    // No cluster has what istioctl alone reads.
    const written = read.filter(({ object }) => !isOperator(object));
    const objects =
      namespace === undefined ? written : written.map((one) => ({ ...one, object: placed(one.object, namespace) }));
    this.folder = folder;
    for (const { file, place, object } of objects)
      new Verbatim(
        this,
        `${relative(folder, file).replaceAll('/', '--') || 'file'}${place.slice(file.length)}`,
        object,
      );
    this.mesh = collect(objects);
  }

  /** The handle of a Service, `<namespace>/<name>`, for routes and policies. @throws MESH981 if there is none */
  service(name: string): ServiceHandle {
    return ExistingService.of(factsOf(this.mesh, this.found('Service', name)));
  }

  /** The handle of a Gateway, `<namespace>/<name>`, of Istio's API or else the Gateway API, for routes. @throws MESH981 if there is none */
  gateway(name: string): GatewayHandle {
    const isApi = !this.mesh.Gateway.some((one) => address(one) === name) && this.mesh.ApiGateway.length > 0;
    const { namespace, name: own } = this.found(isApi ? 'ApiGateway' : 'Gateway', name);
    const hosts = isApi
      ? this.found('ApiGateway', name).spec.listeners?.map(({ hostname = '*' }) => hostname)
      : this.found('Gateway', name).spec.servers?.flatMap((server) => server.hosts);
    return {
      name: own,
      namespace,
      hosts: [...new Set((hosts ?? []).map((host) => host.replace(/^.*\//, '')))],
      sections: undefined,
      seenFrom: (from) => (from === namespace ? own : `${namespace}/${own}`),
    };
  }

  /** A namespace, to make constructs below; its labels stay as they are. @throws MESH981 if there is none */
  namespace(name: string): MeshNamespace {
    const made = this.node.tryFindChild(name);
    if (made instanceof MeshNamespace) return made;
    const { labels } = this.found('Namespace', name);
    const isAmbient = labels['istio.io/dataplane-mode'] === 'ambient';
    const isInjected = labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;
    return new MeshNamespace(this, name, { existing: true, injection: isAmbient ? 'ambient' : isInjected });
  }

  private found<K extends 'Service' | 'Gateway' | 'ApiGateway' | 'Namespace'>(kind: K, name: string): Mesh[K][number] {
    const all: readonly Mesh[K][number][] = this.mesh[kind];
    const of = (one: Mesh[K][number]) => (one.namespace === '' ? one.name : `${one.namespace}/${one.name}`);
    const found = all.find((one) => of(one) === name);
    if (found === undefined) refuse(this, FILES.noObject(kind, name, this.folder, all.map(of)));
    return found;
  }
}
