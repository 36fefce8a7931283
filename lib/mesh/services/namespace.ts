import type { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { RevisionHandle } from '../../istio/revisions/revision';
import { isDnsLabel } from '../../kit/formats/formats';
import { NAMES } from '../../kit/formats/names';
import { type PodSecurity, podSecurityLabels } from '../../kit/formats/pod-security';
import { manifest } from '../../kit/manifest';
import { refuse } from '../../kit/problems';
import { MESH } from '../../problems/mesh/mesh';
import { mustFit } from '../must-fit';
import type { Labels } from './handles';

export interface MeshNamespaceProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** How its pods join the mesh: with sidecars of a control plane (`true`: the one without a name), without (`ambient`), or not. */
  readonly injection: Injection;
  /** What the API server demands of its pods. @default - what the cluster demands anyway */
  readonly podSecurity?: PodSecurity;
  /** Others own the namespace: no object is written, and its injection is as they say. @default false */
  readonly existing?: boolean;
  readonly labels?: Labels;
  /** DNS suffix of the cluster. @default 'cluster.local' */
  readonly clusterDomain?: string;
}

/** Sidecars of a control plane or of the one without a name (`true`), the node's proxy (`ambient`), or no mesh (`false`). */
export type Injection = RevisionHandle | boolean | 'ambient';

/** A namespace of the mesh. Microservices, routes and policies made below it live in it. */
export class MeshNamespace extends Construct {
  readonly name: string;
  readonly clusterDomain: string;
  /** Its pods get sidecars. */
  readonly injected: boolean;
  readonly injection: Injection;
  private readonly object?: ApiObject;
  private readonly claimed = new Map<string, Construct>();

  /** @throws MESH002 if Kubernetes refuses the name; MESH366 for labels that join the mesh otherwise */
  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id);
    mustFit(this, 'MeshNamespaceProps', props);
    this.name = props.name ?? id;
    if (!isDnsLabel(this.name)) refuse(this, NAMES.namespace(this.name));
    this.clusterDomain = props.clusterDomain ?? 'cluster.local';
    this.injected = props.injection !== false && props.injection !== 'ambient';
    this.injection = props.injection;
    const other = contradicting(props);
    if (other !== undefined) refuse(this, MESH.otherInjection(other, injectionText(props.injection)));
    if (props.existing) return;
    this.object = manifest<INamespace>(this, 'Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: this.name,
        labels: { ...injectionLabels(props.injection), ...podSecurityLabels(props.podSecurity), ...props.labels },
      },
    });
  }

  /** Adds a label to it; one that others own keeps its labels. */
  label(key: string, value: string): void {
    this.object?.metadata.addLabel(key, value);
  }

  /** A label of it; unknown of one that others own. */
  labelled(key: string): string | undefined {
    return this.object?.metadata.getLabel(key);
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

function injectionLabels(injection: Injection): Labels {
  if (injection === 'ambient') return { 'istio.io/dataplane-mode': 'ambient' };
  if (typeof injection === 'boolean') return { 'istio-injection': injection ? 'enabled' : 'disabled' };
  return { [injection.injectionLabel.key]: injection.injectionLabel.value };
}

/** How pods of a namespace with these labels join the mesh: the sidecar's revision, `ambient` or not at all. */
function modeOf(labels: Labels): string {
  const { 'istio-injection': injection, 'istio.io/rev': revision, 'istio.io/dataplane-mode': mode } = labels;
  if (injection === 'enabled') return 'default';
  if (injection === undefined && revision !== undefined) return revision;
  return mode === 'ambient' ? mode : 'none';
}

/** Labels by which its pods join the mesh in another way than its constructs know of. */
function contradicting({ injection, labels = {} }: MeshNamespaceProps): string | undefined {
  const own = injectionLabels(injection);
  if (modeOf(own) === modeOf({ ...own, ...labels })) return undefined;
  const said = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'].filter((key) =>
    Object.hasOwn(labels, key),
  );
  return said.map((key) => `${key}=${labels[key]}`).join(', ');
}

const injectionText = (injection: Injection): string =>
  typeof injection === 'object' ? `that of ${injection.name}` : String(injection);
