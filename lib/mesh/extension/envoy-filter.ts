import { Construct } from 'constructs';
import * as istio from '../../../imports/networking.istio.io';
import { REVIEW } from '../../checks/proxies/envoy-filters';
import { NEWEST } from '../../istio/versions';
import { filled } from '../../kit/defined';
import { type Problem, refuse } from '../../kit/problems';
import type { Spec } from '../../kit/spec';
import { EXTENSION } from '../../problems/mesh/extension';
import { mustFit } from '../must-fit';
import { type MetadataProps, metadataOf, resource } from '../resource';
import { appliesTo, type PolicyTarget, sidecarProblems } from '../security/workloads';
import { MeshNamespace } from '../services/namespace';

/** One change of what istiod sends to Envoy. Source: istio.io/api networking/v1alpha3 envoy_filter.proto. */
export type EnvoyPatch = Spec<istio.EnvoyFilterSpecConfigPatches>;

export interface EnvoyFilterProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Why no other construct does it, in a sentence; written into the object. */
  readonly reason: string;
  /** Minor versions of Istio against which the patches were read, such as `1.31`; written into the object. */
  readonly reviewedFor: readonly string[];
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace; but no waypoint, which is named */
  readonly workload?: PolicyTarget;
  readonly patches: readonly EnvoyPatch[];
  /** Place among all filters of the mesh, lowest first; needed by patches that depend on their order. @default 0 */
  readonly priority?: number;
}

/** In an ambient namespace gateways and waypoints alone have an Envoy. */
function heldByNobody(scope: Construct, { workload, patches }: EnvoyFilterProps): readonly Problem[] {
  if (workload === undefined)
    return patches.every(({ match }) => match?.context?.startsWith('SIDECAR')) ? sidecarProblems(scope, 'it') : [];
  return 'ports' in workload || 'kind' in workload ? sidecarProblems(scope, 'an Envoy filter of pods', workload) : [];
}

/**
 * Changes Envoy's configuration itself, which no version of Istio promises to keep: the last resort.
 * Synth reports MESH451 for an Istio of the mesh that it was not reviewed for, and IST0151-IST0155 for patches that do nothing or depend on chance.
 */
export class EnvoyFilter extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** @throws MESH450 without a reason, MESH451 unless it was reviewed for any Istio; MESH400, MESH401 */
  constructor(scope: Construct, id: string, props: EnvoyFilterProps) {
    super(scope, id);
    mustFit(this, 'EnvoyFilterProps', props);
    const { reason, reviewedFor, workload, patches, priority } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    if (reason.trim() === '') refuse(this, EXTENSION.reason());
    if (reviewedFor.length === 0) refuse(this, EXTENSION.reviewed(NEWEST, reviewedFor));
    const [unheld] = heldByNobody(this, props);
    if (unheld !== undefined) refuse(this, unheld);
    const { selector, targetRefs } = {
      selector: undefined,
      targetRefs: undefined,
      ...appliesTo(this, workload, 'ztunnel'),
    };
    const annotations = { [REVIEW.reason]: reason, [REVIEW.reviewedFor]: reviewedFor.join(', ') };
    resource(this, istio.EnvoyFilter, metadataOf(this, props, { annotations }), {
      workloadSelector: selector && { labels: selector.matchLabels },
      targetRefs,
      priority,
      configPatches: filled(patches),
    });
  }
}
