import { Construct, type IConstruct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { MESH } from '../checks/problems/mesh';
import type { RevisionHandle } from '../istio/revisions/revision';
import { manifest } from '../kit/manifest';
import { NAMES } from '../kit/names';
import { refuse } from '../kit/problems';
import { isDnsLabel } from '../kit/values';
import type { Labels } from './handles';

export interface MeshNamespaceProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Control plane whose sidecars its pods get; `true`: the one without a name; `false`: none. */
  readonly injection: RevisionHandle | boolean;
  /** Others own the namespace: no object is written, and its injection is as they say. @default false */
  readonly existing?: boolean;
  readonly labels?: Labels;
  /** DNS suffix of the cluster. @default 'cluster.local' */
  readonly clusterDomain?: string;
}

/** A namespace of the mesh. Microservices, routes and policies made below it live in it. */
export class MeshNamespace extends Construct {
  readonly name: string;
  readonly clusterDomain: string;
  /** Its pods get sidecars. */
  readonly injected: boolean;
  private readonly claimed = new Map<string, Construct>();

  /** @throws MESH002 if Kubernetes refuses the name */
  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id);
    this.name = props.name ?? id;
    if (!isDnsLabel(this.name)) refuse(this, NAMES.namespace(this.name));
    this.clusterDomain = props.clusterDomain ?? 'cluster.local';
    this.injected = props.injection !== false;
    if (props.existing) return;
    manifest<INamespace>(this, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.name, labels: { ...injectionLabels(props.injection), ...props.labels } },
    });
  }

  /** Notes that a Service name is taken, and says by whom: the construct that claimed it first. */
  claim(service: string, by: Construct): Construct {
    const first = this.claimed.get(service) ?? by;
    this.claimed.set(service, first);
    return first;
  }

  /** The nearest namespace above a construct, which may be the construct itself. @throws MESH300 if there is none */
  static of(scope: IConstruct): MeshNamespace {
    const found = scope.node.scopes.findLast((above): above is MeshNamespace => above instanceof MeshNamespace);
    if (found === undefined) refuse(scope.node.path, MESH.noNamespace(scope.node.id));
    return found;
  }
}

function injectionLabels(injection: RevisionHandle | boolean): Labels {
  if (typeof injection === 'boolean') return { 'istio-injection': injection ? 'enabled' : 'disabled' };
  return { [injection.injectionLabel.key]: injection.injectionLabel.value };
}
